"""Where her sounds stand, read from what was stored, and what there is to do for each."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace

from app.curriculum.library import Library
from app.practice.drill_pool import DrillPool
from app.practice.drills import WRONG_TAKES, SoundState, derive_state, gather, listened
from app.practice.learning_values import Drill, Sound, Stage
from app.speech.minimal_pairs import MinimalPairs
from app.speech.values import Part
from app.storage.learning import LearningTables

States = Mapping[Sound, SoundState]


class Sounds:
    """Derives where sounds stand; the words for drills come from the library in use."""

    def __init__(self, library: Callable[[], Library]) -> None:
        self._library = library
        self._known_pool: DrillPool | None = None

    def states(self, tables: LearningTables, profile_id: str) -> dict[Sound, SoundState]:
        """The sounds that were ever wrong often enough to come back, and where each stands."""
        rounds = listened(tables.outcomes(profile_id, ""))
        states = {}
        for part in Part:
            for sound, takes in gather(tables.spoken_sounds(profile_id, part, WRONG_TAKES)).items():
                if sum(bool(take.wrong) for take in takes) >= WRONG_TAKES:
                    stages = self._pool.stages(sound)
                    states[sound] = derive_state(sound, takes, rounds.get(sound, ()), stages)
        return states

    def drills(self, states: States, due: Collection[str]) -> list[Drill]:
        """What comes back now, the sounds already begun first, then the most often wrong.

        `due` are the keys of sounds that are due by the schedule: those that were learned are asked again.
        """
        back = [
            state
            for sound, state in states.items()
            if state.stage is not None or (state.tries and sound.key in due)
        ]
        back.sort(key=lambda each: (each.stage is None, not each.tries, -each.wrong, each.sound.key))
        drills = (self.drill(state) for state in back)
        return [drill for drill in drills if drill is not None]

    def drill(self, state: SoundState) -> Drill | None:
        """What to do for a sound; None for one that never came back, or when the lessons have no words."""
        stages = self._pool.stages(state.sound)
        if not stages or (state.stage is None and not state.tries):
            return None
        stage = state.stage or stages[-1]
        drill = Drill(state.sound, stage, state.wrong, state.heard, check=state.stage is None)
        if stage is Stage.LISTEN:
            other = self._pool.contrast(state.sound, state.heard)
            return replace(drill, other=other, listening=self._pool.listening(state.sound, other))
        found = self._pool.prompt(state.sound, stage, len(state.tries))
        return None if found is None else replace(drill, lesson_id=found[0], prompt=found[1])

    @property
    def _pool(self) -> DrillPool:
        library = self._library()
        if self._known_pool is None or self._known_pool.library is not library:
            self._known_pool = DrillPool(library, MinimalPairs())
        return self._known_pool
