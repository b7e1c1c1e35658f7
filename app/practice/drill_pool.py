"""Where a drill's words come from: minimal pairs, and the words and sentences of the lessons."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from app.curriculum.library import Library
from app.curriculum.readings import check_pinyin
from app.curriculum.values import HeardWord, PairListening, Prompt
from app.practice.drills import WORD_SYLLABLES, likely_confusion
from app.practice.learning_values import Sound, Stage
from app.speech.minimal_pairs import MinimalPairs, PairWord
from app.speech.phones import final_phone
from app.speech.text import to_spoken
from app.speech.values import Part, Syllable

MOST_PAIRS = 6
"""Pairs in a round of listening; with fewer, each is asked for more often."""

LONGEST_SENTENCE = 16  # syllables

_CHOSEN_FROM = 6  # the most fitting prompts, which are taken in turn

# one syllable in four tones, each a word that everybody knows
_TONE_WORDS = (
    ("妈", "麻", "马", "骂", "ma"),
    ("汤", "糖", "躺", "烫", "tang"),
    ("书", "熟", "鼠", "树", "shu"),
    ("锅", "国", "果", "过", "guo"),
    ("猪", "竹", "煮", "住", "zhu"),
    ("八", "拔", "把", "爸", "ba"),
)


@dataclass(frozen=True)
class _Said:
    lesson_id: str
    prompt: Prompt
    syllables: tuple[Syllable, ...]


class DrillPool:
    """The words of one library. Reading all prompts takes a moment; it is done when first needed."""

    def __init__(self, library: Library, pairs: MinimalPairs) -> None:
        self.library = library
        self._pairs = pairs

    def stages(self, sound: Sound) -> tuple[Stage, ...]:
        """The stages for which there is something to do, the easiest first."""
        found = []
        if self._heard_pairs(sound, likely_confusion(sound)):
            found.append(Stage.LISTEN)
        found += [stage for stage in (Stage.WORD, Stage.SENTENCE) if self._said(sound, stage)]
        return tuple(found)

    def contrast(self, sound: Sound, heard: str) -> str:
        """What the sound can be told from: what it was heard as, or else what it is usually taken for."""
        return heard if heard and self._heard_pairs(sound, heard) else likely_confusion(sound)

    def listening(self, sound: Sound, other: str) -> PairListening | None:
        """A round of telling the sound from another; None when there is no pair of them."""
        pairs = self._heard_pairs(sound, other)
        if not pairs:
            return None
        distinct = tuple(dict.fromkeys(pairs))[:MOST_PAIRS]
        title = f"{_title(sound.part, sound.name)}—{_title(sound.part, other)}"
        return PairListening(f"drill-{sound.part.value}-{sound.name}", title, distinct)

    def prompt(self, sound: Sound, stage: Stage, turn: int) -> tuple[str, Prompt] | None:
        """A word or sentence with the sound, and its lesson; another one each `turn`."""
        said = self._said(sound, stage)[:_CHOSEN_FROM]
        if not said:
            return None
        chosen = said[turn % len(said)]
        return chosen.lesson_id, chosen.prompt

    def _said(self, sound: Sound, stage: Stage) -> list[_Said]:
        """Prompts with the sound: words that hold it, sentences that hold it often; short ones first."""
        held = self._by_sound.get(sound, [])
        if stage is Stage.WORD:
            words = [each for _count, each in held if len(each.syllables) <= WORD_SYLLABLES]
            return sorted(words, key=lambda each: len(each.syllables))
        longer = [pair for pair in held if WORD_SYLLABLES < len(pair[1].syllables) <= LONGEST_SENTENCE]
        return [
            each for _n, each in sorted(longer, key=lambda pair: (-min(pair[0], 3), len(pair[1].syllables)))
        ]

    @cached_property
    def _by_sound(self) -> dict[Sound, list[tuple[int, _Said]]]:
        """All prompts that hold a sound, and how often they do."""
        found: dict[Sound, list[tuple[int, _Said]]] = {}
        for said in self._prompts:
            sounds = Counter(
                Sound(part, name)
                for syllable in said.syllables
                if not syllable.foreign
                for part, name in _sounds(syllable).items()
            )
            for sound, count in sounds.items():
                found.setdefault(sound, []).append((count, said))
        return found

    @cached_property
    def _prompts(self) -> list[_Said]:
        return [
            _Said(lesson.id, prompt, to_spoken(prompt.text, prompt.pinyin).syllables)
            for lesson in self.library.lessons
            for prompt in lesson.prompts
        ]

    def _heard_pairs(self, sound: Sound, other: str) -> list[tuple[HeardWord, HeardWord]]:
        """Pairs that differ in this sound alone, the sound's word first.

        Recorded ones if there are any; others only a voice pack or the computer's voice may be able to say.
        """
        recorded = self._pairs.contrast(sound.part, sound.name, other)
        if recorded:
            return [(_heard_word(each.target), _heard_word(each.other)) for each in recorded]
        if sound.part is Part.TONE:
            return list(_tone_pairs(sound.name, other))
        found = [pair for pair in self._lesson_pairs if _differ(pair, sound, other)]
        found += [(two, one) for one, two in self._lesson_pairs if _differ((two, one), sound, other)]
        for each in self._pairs.written:
            if each.part is sound.part and (each.target.sound, each.other.sound) == (sound.name, other):
                found.append((_heard_word(each.target), _heard_word(each.other)))
        return found

    @cached_property
    def _lesson_pairs(self) -> list[tuple[HeardWord, HeardWord]]:
        steps = (step for lesson in self.library.lessons for step in lesson.steps)
        return [pair for step in steps if isinstance(step, PairListening) for pair in step.pairs]


def _title(part: Part, name: str) -> str:
    """A sound as a lesson writes it, in Chinese like everything in a lesson."""
    if part is Part.TONE:
        return f"第{'零一二三四五'[int(name)]}声"
    return {"ii": "-i", "iii": "-i"}.get(name, name.replace("v", "ü"))


def _heard_word(word: PairWord) -> HeardWord:
    pinyin = check_pinyin(word.hanzi, word.pinyin)
    return HeardWord(word.hanzi, pinyin if isinstance(pinyin, tuple) else None)


def _tone_pairs(tone: str, other: str) -> Iterator[tuple[HeardWord, HeardWord]]:
    if tone not in "1234" or not other or other not in "1234" or tone == other:
        return
    for *words, syllable in _TONE_WORDS:
        one, two = (HeardWord(words[int(each) - 1], (syllable + each,)) for each in (tone, other))
        yield one, two


def _differ(pair: tuple[HeardWord, HeardWord], sound: Sound, other: str) -> bool:
    """Whether the first word has `sound` where the second has `other`, and nothing else is different."""
    one, two = (to_spoken(word.text, word.pinyin).syllables for word in pair)
    if len(one) != len(two):
        return False
    different = [(a, b) for a, b in zip(one, two, strict=True) if _sounds(a) != _sounds(b)]
    if len(different) != 1:
        return False
    ours, theirs = (_sounds(syllable) for syllable in different[0])
    if ours[sound.part] != sound.name or theirs[sound.part] != other:
        return False
    rest = [part for part in Part if part is not sound.part and ours[part] != theirs[part]]
    # 四 and 是: the vowel goes along with the initial
    return not rest or (sound.part is Part.INITIAL and rest == [Part.FINAL])


def _sounds(syllable: Syllable) -> dict[Part, str]:
    try:
        final = final_phone(syllable.initial, syllable.final)
    except ValueError:  # a spelled letter
        final = ""
    return {Part.INITIAL: syllable.initial, Part.FINAL: final, Part.TONE: str(syllable.spoken_tone)}
