"""Blind marks in memory: two takes to be marked, and figures that a centre might have."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from app.audio.values import Recording
from app.errors import ExpectedError
from app.i18n import msg
from app.practice.agreement_values import (
    AgreementReport,
    PartReport,
    Preview,
    Proposal,
    Rates,
    Standing,
)
from app.speech.agreement import NOTHING, Estimate, wilson
from app.speech.agreement_cuts import BUNDLED, CentreCuts, Shift
from app.speech.agreement_fit import Figures, Fitted, Refusal
from app.speech.text import to_spoken
from app.speech.values import Part, Strictness, Verdict
from app.storage.marks_values import BlindSyllable, BlindTake, MachinePart, Mark, Thresholds

MADE = datetime(2026, 3, 2, 4, 30, tzinfo=UTC)
TEXTS = ("新疆红枣真甜", "二十九块九包邮")


def blind_take(attempt_id: str, text: str) -> BlindTake:
    """A take of `text`, each syllable a third of a second long."""
    syllables = tuple(
        BlindSyllable(place, each, 0.3 * place, 0.3 * place + 0.28)
        for place, each in enumerate(to_spoken(text).syllables)
    )
    recording = Recording(Path(f"{attempt_id}.flac"), 0.3 * len(syllables), MADE, "", "USB")
    return BlindTake(attempt_id, text, recording, syllables, finished=False)


def part_report(marks: int = 240) -> PartReport:
    """A part on which the machine is fairly right."""
    rates = {
        each: Rates(wilson(wrong, 180), wilson(9 - wrong, 42))
        for each, wrong in zip(Strictness, (3, 5, 8), strict=True)
    }
    return PartReport(
        marks,
        7,
        12,
        ((160, 15, 5), (6, 10, 4), (4, 9, 27)),
        Estimate(0.71, 0.62, 0.79),
        Estimate(0.66, 0.55, 0.76),
        rates,
        Estimate(0.78, 0.65, 0.88),
        84,
    )


def report_of(parts: PartReport, standing: Standing) -> AgreementReport:
    """The same figures for every part."""
    return AgreementReport(
        dict.fromkeys(Part, parts),
        parts,
        40,
        11,
        2,
        {"ug": 28, "kk": 9, "zh": 3},
        MADE - timedelta(days=20),
        MADE,
        Estimate(0.82, 0.68, 0.9),
        Estimate(0.79, 0.64, 0.88),
        standing,
        stale=18,
    )


def fitted(shift: Shift, refusal: Refusal | None) -> Fitted:
    """A fit of 240 marks."""
    now = Figures(wilson(9, 180), wilson(24, 180), wilson(36, 42), 0.081)
    then = Figures(wilson(4, 180), wilson(14, 180), wilson(35, 42), 0.062)
    return Fitted(shift, 240, 11, now, then, Estimate(0.019, 0.006, 0.033), refusal)


class FakeAgreement:
    """`waiting` are the takes to be marked; `marked` what was kept, `failing` an error for the next call."""

    def __init__(self) -> None:
        self.waiting = {f"t{n}": blind_take(f"t{n}", text) for n, text in enumerate(TEXTS, 1)}
        self.marked: list[tuple[str, int, dict[Part, Verdict]]] = []
        self.finished: list[str] = []
        self.parts = part_report()
        self.wanted = 12
        self.applied: list[CentreCuts] = []
        self.failing: ExpectedError | None = None
        self.proposal = Proposal(
            {
                Part.INITIAL: fitted(Shift(), Refusal.BY_CHANCE),
                Part.FINAL: fitted(Shift(), Refusal.FEW_MARKS),
                Part.TONE: fitted(Shift(-0.55, -0.4), None),
            },
            CentreCuts("3-2d0cfd3f", {Part.TONE: Shift(-0.55, -0.4)}),
            BUNDLED,
            720,
            18,
        )
        self.kept: list[Thresholds] = []

    def standing(self) -> Standing:
        return Standing(len(self.finished), "", self.wanted, 0)

    def takes(self, count: int = 10, seed: int = 0) -> tuple[str, ...]:
        return tuple(each for each in self.waiting if each not in self.finished)[:count]

    def begin(self, attempt_id: str) -> BlindTake:
        if self.failing is not None:
            raise self.failing
        return self.waiting[attempt_id]

    def mark(self, attempt_id: str, position: int, marks: Mapping[Part, Verdict]) -> None:
        self.marked.append((attempt_id, position, dict(marks)))
        take = self.waiting[attempt_id]
        syllables = tuple(
            replace(each, marks=dict(marks)) if each.position == position else each for each in take.syllables
        )
        self.waiting[attempt_id] = replace(take, syllables=syllables)

    def finish(self, attempt_id: str) -> list[Mark]:
        take = self.waiting[attempt_id]
        if not all(each.marked for each in take.syllables):
            raise ExpectedError(msg("还有字没有标完。标完每个字，才能看机器怎么说。"))
        self.finished.append(attempt_id)
        self.wanted = max(0, self.wanted - 1)
        return [
            Mark(
                attempt_id,
                "t",
                "王老师",
                "nu",
                "ug",
                each.position,
                each.syllable,
                MachinePart(
                    part,
                    "",
                    each.syllable.spoken_tone,
                    Verdict.WRONG if (each.position, part) == (2, Part.TONE) else Verdict.GOOD,
                    0.9,
                ),
                each.marks[part],
                "3-2d0cfd3f",
                Strictness.NORMAL,
                len(take.syllables),
                86.0,
                MADE,
            )
            for each in take.syllables
            for part in each.parts
        ]

    def report(self) -> AgreementReport:
        return report_of(self.parts, self.standing())

    def fit(self) -> Proposal:
        return self.proposal

    def preview(self, cuts: CentreCuts) -> Preview:
        return Preview(400, 8200, 27, {Part.TONE: 31}, {})

    def apply(self, proposal: Proposal) -> None:
        self.applied.append(proposal.cuts)
        self.kept.insert(0, Thresholds(len(self.kept) + 1, MADE, "王老师", proposal.cuts, proposal.marks))
        self.proposal = replace(self.proposal, now=proposal.cuts)

    def put_back(self, no: int) -> None:
        cuts = next((each.cuts for each in self.kept if each.no == no), BUNDLED)
        self.applied.append(cuts)
        self.kept.insert(0, Thresholds(len(self.kept) + 1, MADE, "王老师", cuts, 0, no or None))
        self.proposal = replace(self.proposal, now=cuts)

    def history(self) -> list[Thresholds]:
        return self.kept

    def present(self) -> CentreCuts:
        return self.proposal.now


NO_MARKS = PartReport(
    0,
    0,
    0,
    ((0, 0, 0), (0, 0, 0), (0, 0, 0)),
    NOTHING,
    NOTHING,
    dict.fromkeys(Strictness, Rates(NOTHING, NOTHING)),
)
