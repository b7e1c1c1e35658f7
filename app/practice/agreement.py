"""The machine is checked: trainers mark takes blind, and the thresholds are fitted to what they hear."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from app.errors import ExpectedError
from app.i18n import msg
from app.practice.agreement_report import make_report, missing, stratified
from app.practice.agreement_values import AgreementReport, Preview, Proposal, Standing
from app.practice.engine import SpeechEngine
from app.practice.keeper import Keeper
from app.speech.agreement_choice import Candidate, PartOf, choose, zone_of
from app.speech.agreement_cuts import BUNDLED, CentreCuts, ScoreAxis, Shift, scorer_base
from app.speech.agreement_fit import Marked, Refusal, fit_part
from app.speech.strictness import RULES
from app.speech.values import Part, Verdict
from app.storage.marks import MarkTables
from app.storage.marks_values import BlindTake, Mark, ScoredTake, Thresholds

POOL = 300
"""Of so many of the newest takes the ones to be marked are chosen."""

PREVIEWED = 400
_EVERY = 5
"""Every so manieth take is one that another trainer has marked: agreement between people is the yardstick."""

_UNDECIDED = (Refusal.FEW_SPEAKERS, Refusal.FEW_MARKS)


class Agreement:
    """How far the machine agrees with the trainers, and what follows from it. All calls block."""

    def __init__(self, keeper: Keeper, engine: SpeechEngine) -> None:
        self._keeper = keeper
        self._engine = engine

    # -- marking

    def standing(self) -> Standing:
        """How far marking is. Raises ExpectedError for somebody who is no trainer."""
        return self._standing(self._marks.finished())

    def takes(self, count: int = 10, seed: int = 0) -> tuple[str, ...]:
        """The takes to be marked next, one that was broken off first. The same seed gives the same takes."""
        axis, scored = self._engine.axis(), self._marks.scored_takes(POOL)
        broken_off = self._marks.standing().broken_off
        open_ones = [each for each in scored if each.open and each.parts]
        candidates = {each.attempt_id: _candidate(axis, each) for each in open_ones}
        shared = [candidates[each.attempt_id] for each in open_ones if each.shared]
        fresh = [candidates[each.attempt_id] for each in open_ones if not each.shared]
        second = list(choose(shared, count // _EVERY, seed))
        chosen = list(choose(fresh, count - len(second), seed))
        for number, attempt_id in enumerate(second):
            chosen.insert(min(len(chosen), (number + 1) * _EVERY - 1), attempt_id)
        return (*([broken_off] if broken_off else []), *chosen)[:count]

    def begin(self, attempt_id: str) -> BlindTake:
        """A take to be marked, with what she has marked of it; nothing of what the machine says is in it."""
        self._marks.begin(attempt_id, datetime.now(UTC))
        return self._marks.take(attempt_id)

    def mark(self, attempt_id: str, position: int, marks: Mapping[Part, Verdict]) -> None:
        """Keep what she heard of a syllable; not assessable means that she cannot tell."""
        self._marks.mark(attempt_id, position, marks, datetime.now(UTC))

    def finish(self, attempt_id: str) -> list[Mark]:
        """The take is marked whole: her marks with what the machine says. Raises ExpectedError else."""
        self._marks.finish(attempt_id, datetime.now(UTC))
        return self._marks.beside(attempt_id)

    # -- what came of it

    def report(self) -> AgreementReport:
        """How far to trust the machine, from all marks of takes of those she teaches."""
        marks, axis = self._marks.finished(), self._engine.axis()
        return make_report(
            marks,
            axis,
            self._cuts(axis),
            self._marks.scored_takes(POOL),
            self._standing(marks),
            self._fitted_to(),
        )

    # -- thresholds, for administrators

    def fit(self) -> Proposal:
        """Fit the thresholds of every part to the marks. Raises ExpectedError for who is no administrator."""
        self._keeper.store.access.check_administrator()
        axis = self._engine.axis()
        everything = self._marks.finished()
        marks = [each for each in everything if scorer_base(each.scorer) == axis.scorer]
        weights = stratified(marks, axis, self._marks.scored_takes(POOL))
        marked: dict[Part, list[Marked]] = {part: [] for part in Part}
        for mark, weight in zip(marks, weights, strict=True):
            machine = mark.machine
            if machine.goodness is not None:
                off, wrong = axis.margins(machine.part, machine.goodness, machine.tone, mark.said)
                marked[machine.part].append(
                    Marked(mark.trainer, off, wrong, mark.speaker, mark.attempt_id, weight)
                )
        fits = {part: fit_part(those) for part, those in marked.items()}
        now = self._cuts(axis)
        shifts = {}
        for part, fit in fits.items():
            kept = now.of(part) if fit.refusal in _UNDECIDED else Shift()
            shifts[part] = kept if fit.refusal else fit.shift
        cuts = CentreCuts(axis.scorer, shifts)
        return Proposal(fits, cuts, now, sum(f.marks for f in fits.values()), len(everything) - len(marks))

    def preview(self, cuts: CentreCuts) -> Preview:
        """What these thresholds would change on the newest kept takes."""
        axis = self._engine.axis()
        return preview(axis, self._cuts(axis), cuts, self._marks.scored_takes(PREVIEWED))

    def apply(self, proposal: Proposal) -> None:
        """Judge takes by the proposed thresholds from now on. Raises ExpectedError for who may not.

        Takes that are kept stay as they are until they are scored again.
        """
        self._marks.apply(proposal.cuts, proposal.marks, datetime.now(UTC))

    def put_back(self, no: int) -> None:
        """Judge takes by earlier thresholds again; 0 are the ones that Kaibo brings along."""
        if no == 0:
            self._marks.apply(BUNDLED, 0, datetime.now(UTC))
            return
        found = next((each for each in self._marks.thresholds() if each.no == no), None)
        if found is None:
            raise ExpectedError(msg("找不到这组门槛。请返回再打开一次。"))
        self._marks.apply(found.cuts, found.marks, datetime.now(UTC), put_back=no)

    def history(self) -> list[Thresholds]:
        """All thresholds that ever held, the newest first."""
        return self._marks.thresholds()

    def present(self) -> CentreCuts:
        """The thresholds that takes are judged by now."""
        return self._cuts(self._engine.axis())

    # -- inside

    @property
    def _marks(self) -> MarkTables:
        return self._keeper.store.marks

    def _cuts(self, axis: ScoreAxis) -> CentreCuts:
        """What holds now; nothing that was fitted for another scorer does."""
        found = self._marks.cuts()
        return found if found.fits(axis.scorer) else BUNDLED

    def _standing(self, marks: Sequence[Mark]) -> Standing:
        hers = self._marks.standing()
        takes, speakers = missing(marks)
        return Standing(hers.finished, hers.broken_off, takes, speakers)

    def _fitted_to(self) -> int:
        history = self._marks.thresholds()
        return history[0].marks if history else 0


def preview(axis: ScoreAxis, now: CentreCuts, then: CentreCuts, takes: Sequence[ScoredTake]) -> Preview:
    """What other thresholds change on takes that this scorer has scored, by their goodness alone."""
    milder: Counter[Part] = Counter()
    harsher: Counter[Part] = Counter()
    order = (Verdict.GOOD, Verdict.OFF, Verdict.WRONG)
    those = [each for each in takes if scorer_base(each.scorer) == axis.scorer]
    verdicts = changed_takes = 0
    for take in those:
        stricter, before = RULES[take.strictness].shift, milder.total() + harsher.total()
        for each in take.parts:
            if each.goodness is None:
                continue
            verdicts += 1
            old, new = (
                order.index(
                    axis.verdict(each.part, each.goodness, each.tone, take.said, cuts.of(each.part), stricter)
                )
                for cuts in (now, then)
            )
            milder[each.part] += new < old
            harsher[each.part] += new > old
        changed_takes += milder.total() + harsher.total() > before
    return Preview(len(those), verdicts, changed_takes, dict(milder), dict(harsher))


def _candidate(axis: ScoreAxis, take: ScoredTake) -> Candidate:
    parts = tuple(
        PartOf(each.part, each.sound, zone_of(axis, each.part, each.goodness, each.tone, take.said))
        for each in take.parts
    )
    return Candidate(take.attempt_id, take.profile_id, max(1, take.said), parts)
