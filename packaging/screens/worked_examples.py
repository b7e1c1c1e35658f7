"""Make docs/examples.md's pictures and figures: five takes scored by the program as it is.

    python packaging/screens/worked_examples.py

Run again after the scorer's weights have changed. What is between the markers in docs/examples.md is written
by this script; it takes about a minute. Without a display it draws offscreen.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(PROJECT))
if not os.environ.get("DISPLAY"):
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np  # noqa: E402
import soundfile  # noqa: E402
from example_takes import RATE, ExampleTake, ExampleTakes  # noqa: E402
from PySide6.QtCore import QSize  # noqa: E402
from PySide6.QtGui import QImage  # noqa: E402
from PySide6.QtWidgets import QWidget  # noqa: E402
from take_screens import settle  # noqa: E402

from app.curriculum.values import Prompt  # noqa: E402
from app.i18n import set_language  # noqa: E402
from app.paths import assets_dir  # noqa: E402
from app.practice.studio import Studio  # noqa: E402
from app.speech.assessor import Assessor  # noqa: E402
from app.speech.text import to_spoken  # noqa: E402
from app.speech.values import Part, PronunciationScore, Verdict  # noqa: E402
from app.storage.values import Attempt  # noqa: E402
from app.ui.application import make_application  # noqa: E402
from app.ui.attempt.result import derive_result  # noqa: E402
from app.ui.jobs import Jobs  # noqa: E402
from app.ui.main_window import MainWindow  # noqa: E402
from app.ui.theme import Theme  # noqa: E402

PICTURES = PROJECT / "docs" / "screens" / "examples"
PAGE = PROJECT / "docs" / "examples.md"
BEGIN, END = "<!-- begin: worked_examples.py -->", "<!-- end: worked_examples.py -->"
TRIED = 8
ISOLATES = dict.fromkeys(range(0x2066, 0x206A))  # marks around numbers and names for mixed directions
PROFILES = {
    "good": "示例一",
    "tone": "示例二",
    "initial": "示例三",
    "omission": "示例四",
    "room": "示例五",
    "noise": "示例六",
}
DECIBELS = (30, 25, 20, 15, 10, 5)


@dataclass(frozen=True)
class Tried:
    """A take, and what the scorer says of it without knowing the speaker's voice."""

    take: ExampleTake
    score: PronunciationScore

    @property
    def found(self) -> bool:
        """Whether the mistake is reported where it is."""
        index = self.take.index
        if index is None or not self.score.syllables:
            return False
        here = self.score.syllables[index]
        if self.take.part is None:
            return here.omitted
        return not here.omitted and here.part(self.take.part).verdict in (Verdict.OFF, Verdict.WRONG)


@dataclass(frozen=True)
class Example:
    """One section of the page."""

    name: str
    title: str
    made: str
    meaning: str
    take: ExampleTake
    tried: tuple[Tried, ...] = ()


def try_out(assessor: Assessor, takes: Iterable[ExampleTake]) -> tuple[Tried, ...]:
    """The first few takes, scored."""
    return tuple(
        Tried(take, assessor.assess(take.samples, to_spoken(take.prompt))) for take in islice(takes, TRIED)
    )


def shown_of(tried: tuple[Tried, ...]) -> ExampleTake | None:
    """The first whose mistake is found; the first of all where none is; None where there are none."""
    return next((each.take for each in tried if each.found), tried[0].take if tried else None)


def counted(tried: tuple[Tried, ...]) -> str:
    """`5 of 6`."""
    return f"{sum(each.found for each in tried)} of {len(tried)}"


def character(take: ExampleTake) -> str:
    """The changed syllable's character in the recording."""
    changed = take.changed
    return changed.syllable.hanzi if changed is not None else ""


def examples(takes: ExampleTakes, assessor: Assessor) -> list[Example]:
    """The sections, in order; one for which nothing suitable was recorded is left out."""
    made = [
        Example(
            "good",
            "A good take",
            "The bundled recording that scores highest, unchanged.",
            "She can go on to the next text. Nothing is said to please her: what is praised was measured.",
            takes.good(),
        )
    ]
    tones = try_out(assessor, takes.with_other_tone(2, 3))
    if (take := shown_of(tones)) is not None:
        made.append(
            Example(
                "tone",
                "Second tone said as third",
                f"In the recording, {character(take)} was synthesised again in the speaker's own voice, with "
                "a third tone. The prompt is the same.",
                "She learns which character and which way her voice went, sees her curve beside the one it "
                "should be, and can hear her own voice with the right tone.",
                take,
                tones,
            )
        )
    asked = try_out(assessor, takes.asked_for())
    if (take := shown_of(asked)) is not None:
        was, now = character(take), take.prompt[take.changed.syllable.start] if take.changed else ""
        made.append(
            Example(
                "initial",
                "z said where zh is asked for",
                f"The recording is unchanged: the speaker says {was}, with z. The *prompt* was changed: it "
                f"has {now}, with zh, in that place. So this is a real z where a zh should be.",
                "She learns that the tip of the tongue was too far forward. One such verdict is a hint; "
                "listen to it together before you drill it.",
                take,
                asked,
            )
        )
    cut = try_out(assessor, takes.without_syllable())
    if (take := shown_of(cut)) is not None:
        made.append(
            Example(
                "omission",
                "A dropped syllable",
                f"{character(take)} was cut out of the recording, with a crossfade of 6 ms.",
                "She learns what she left out. The sounds beside the gap were cut by us, not by her: a "
                "remark on a neighbour may be the cut's fault, as it may be where a sound is swallowed.",
                take,
                cut,
            )
        )
    made += [
        Example(
            "room",
            "A noisy room",
            "Six other speakers talk at once, 10 dB below the speech.",
            "What is grey was not judged and costs nothing; where all is grey there is no total. It is the "
            "room that has to change. Her curve is drawn all the same: in noise, do not read much into it.",
            takes.noisy(10),
        ),
        Example(
            "noise",
            "A very noisy room",
            "The same voices, 5 dB below the speech.",
            "She is told about the room, not about her Chinese. The recording is kept, but there is no score "
            "to be proud or ashamed of.",
            takes.noisy(5),
        ),
    ]
    return made


def keep(studio: Studio, example: Example, folder: Path) -> Attempt:
    """Score a take as the window would, in a profile of its own: no take knows the voice from another."""
    studio.create_profile(PROFILES[example.name], "ug")
    path = folder / f"{example.name}.wav"
    soundfile.write(path, example.take.samples, RATE, subtype="PCM_16")
    return studio.score_file(path, Prompt(example.name, example.take.prompt), "")


def section(example: Example, attempt: Attempt) -> list[str]:
    """What the app says of one take, as Markdown."""
    score = attempt.score
    assert score is not None
    set_language("zh_CN")
    view = derive_result(attempt, to_spoken(example.take.prompt))
    lines = [
        f"## {example.title}",
        "",
        f"{example.made} Prompt: {example.take.prompt} (clip {example.take.clip.name})",
        "",
        f"![{example.title}](screens/examples/{example.name}_zh_CN.png)",
        "",
    ]
    if example.name == "good":
        lines += [f"The same in Uyghur: [picture](screens/examples/{example.name}_ug.png).", ""]
    if score.total is None:
        words = view.explanation or "".join(each.sentence for each in view.advice)
        lines += [f"- **Total:** none. {view.title}：{words}"]
    else:
        lines += [f"- **Total:** {score.total:.1f} ({view.title})"]
        if view.grade is not None:
            lines += [f"- **Grade:** {view.grade.headline}。{view.grade.details[0]}"]
        ledger = view.ledger.lines if view.ledger is not None else ()
        lines += ["- **Deductions:**" + ("" if ledger else " none")]
        lines += [f"    - {each.where}: {each.why}, {each.points}" for each in ledger]
        lines += ["- **Advice:**"] + [f"    - {each.sentence}" for each in view.advice]
        unknown = sum(score_part_unknown(score, part) for part in Part)
        parts = sum(2 + bool(each.syllable.initial) for each in score.syllables)
        lines += [f"- **Not judged:** {unknown} of {parts} sounds and tones"]
    lines += [f"- **Is it right?** {judged(example, score)}", f"- **For the learner:** {example.meaning}", ""]
    return lines


def score_part_unknown(score: PronunciationScore, part: Part) -> int:
    """How many syllables that were said have no verdict for a part they have."""
    return sum(
        each.part(part).verdict is Verdict.NOT_ASSESSABLE
        for each in score.syllables
        if not each.omitted and (part is not Part.INITIAL or each.syllable.initial)
    )


def judged(example: Example, score: PronunciationScore) -> str:
    """Whether what the app says is true, as far as we know what is in the take."""
    if not example.tried:
        return unchanged(score)
    here = Tried(example.take, score)
    missed = [f"{character(t.take)} ({t.take.clip.name})" for t in example.tried if not t.found]
    before = next((i for i, each in enumerate(example.tried) if each.take is example.take), 0)
    words = [
        "Yes, the mistake is found where it is." if here.found else "No: the app misses it.",
        f"Of the {len(example.tried)} takes made in this way, surest syllables first, "
        f"{counted(example.tried)} are found" + (f"; missed: {', '.join(missed)}." if missed else "."),
    ]
    if before:
        words.append(f"The picture shows the first that is found; {before} before it were missed.")
    others = others_blamed(example.take, score)
    if others:
        words.append(f"Besides, it marks {others}, which we did not change.")
    return " ".join(words)


def others_blamed(take: ExampleTake, score: PronunciationScore) -> str:
    """Syllables marked off or wrong that were not changed."""
    marked = [
        each.syllable.hanzi
        for i, each in enumerate(score.syllables)
        if i != take.index
        and (each.omitted or any(each.part(p).verdict in (Verdict.OFF, Verdict.WRONG) for p in Part))
    ]
    return "、".join(marked)


def unchanged(score: PronunciationScore) -> str:
    """The same of a take in which no syllable was changed: whatever is marked is a false alarm."""
    if score.total is None:
        return "Yes, in that it does not guess; a person would still understand the sentence."
    marked = [
        each.syllable.hanzi
        for each in score.syllables
        if each.omitted or any(each.part(p).verdict in (Verdict.OFF, Verdict.WRONG) for p in Part)
    ]
    odd = len(score.miscues)
    if not marked and not odd:
        return "Yes: a native speaker's careful reading, and nothing is marked."
    said = [f"{'、'.join(marked)} marked wrongly"] if marked else []
    said += [f"{odd} reported as said too much, twice or not at all, which was not so"] if odd else []
    return "Not quite: " + "; ".join(said) + ". The speech underneath is the good take."


def figures(takes: ExampleTakes, assessor: Assessor) -> list[str]:
    """What else was tried: the same mistakes the other way round, spliced initials, and noise by loudness."""
    other: list[tuple[str, Callable[[], Iterable[ExampleTake]]]] = [
        ("third tone synthesised as second", lambda: takes.with_other_tone(3, 2)),
        (
            "noise of a zh in place of a z's, from the same speaker",
            lambda: takes.with_other_initial("z", "zh"),
        ),
        (
            "noise of a z in place of a zh's, from the same speaker",
            lambda: takes.with_other_initial("zh", "z"),
        ),
    ]
    lines = ["## What else was tried", "", "| mistake | found |", "|---|---|"]
    lines += [f"| {name} | {counted(try_out(assessor, made()))} |" for name, made in other]
    lines += ["", "The good take in noise:", ""]
    lines += ["| noise | speech above it | total | not judged |", "|---|---|---|---|"]
    for name, make in (("voices", takes.noisy), ("white noise", takes.hissing)):
        for db in DECIBELS:
            take = make(db)
            score = assessor.assess(take.samples, to_spoken(take.prompt))
            total = "none" if score.total is None else f"{score.total:.0f}"
            share = "all" if score.total is None else str(sum(score_part_unknown(score, p) for p in Part))
            lines.append(f"| {name} | {db} dB | {total} | {share} |")
    return [*lines, ""]


def draw(studio: Studio, kept: list[tuple[Example, Attempt]]) -> None:
    """The pictures: every example in Chinese, the first in Uyghur as well."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    jobs = Jobs()
    for language in ("zh_CN", "ug"):
        studio.change_settings(language=language)
        application = make_application(studio.settings)
        window = MainWindow(studio, jobs, Theme(application, studio.settings))
        window.resize(QSize(1366, 768))
        window.show()
        for example, attempt in kept if language == "zh_CN" else kept[:1]:
            studio.choose_profile(attempt.profile_id)
            window.show_attempt(attempt.id)
            settle(800)
            save_small(window, PICTURES / f"{example.name}_{language}.png")
        window.close()
        window.deleteLater()
    jobs.wait()


def save_small(widget: QWidget, path: Path) -> None:
    """Write what `widget` shows with the 256 colours that occur most, others as the nearest of them."""
    picture = widget.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    width, height = picture.width(), picture.height()
    pixels = np.frombuffer(picture.constBits(), np.uint32).reshape(height, -1)[:, :width] & 0xFFFFFF
    colours, which, counts = np.unique(pixels, return_inverse=True, return_counts=True)
    kept = np.argsort(-counts)[:256]
    split = np.stack([colours >> 16 & 255, colours >> 8 & 255, colours & 255], axis=1).astype(np.float32)
    nearest = np.concatenate(
        [
            np.argmin(((some[:, None] - split[kept][None]) ** 2).sum(axis=2), axis=1)
            for some in np.array_split(split, len(split) // 500 + 1)
        ]
    )
    indices = np.ascontiguousarray(nearest[which].reshape(height, width).astype(np.uint8))
    small = QImage(indices.data, width, height, width, QImage.Format.Format_Indexed8)
    small.setColorTable([0xFF000000 | int(colours[each]) for each in kept])
    small.save(str(path), "PNG", 0)  # 0 is the smallest file
    print(path)


def main() -> int:
    """Make the takes, the pictures and the page."""
    assessor = Assessor(None, assets_dir() / "scorer")
    takes = ExampleTakes(assessor)
    with tempfile.TemporaryDirectory() as home:
        os.environ["KAIBO_HOME"] = home
        from app.bootstrap import build_studio, read_settings

        studio = build_studio(Path(home), read_settings(Path(home)))
        studio.change_settings(welcome_done=True, reduced_motion=True, language="zh_CN")
        studio.warm_up()
        kept = [(each, keep(studio, each, Path(home))) for each in examples(takes, assessor)]
        draw(studio, kept)
        studio.close()
    lines = [line for example, attempt in kept for line in section(example, attempt)]
    lines += figures(takes, assessor)
    lines += [f"Scorer {assessor.version}."]
    lines = [line.translate(ISOLATES) for line in lines]
    text = PAGE.read_text(encoding="utf-8")
    head, rest = text.split(BEGIN, 1)
    tail = rest.split(END, 1)[1]
    PAGE.write_text(f"{head}{BEGIN}\n" + "\n".join(lines) + f"\n{END}{tail}", encoding="utf-8")
    print(PAGE)
    return 0


if __name__ == "__main__":
    sys.exit(main())
