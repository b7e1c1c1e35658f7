"""The catalogues under assets/i18n: bring them up to date with the code, and check them.

    python packaging/i18n/catalogues.py update   # new sentences in, forgotten ones out
    python packaging/i18n/catalogues.py check    # non-zero when English is not whole or a placeholder is lost

Source sentences are the Chinese arguments of `tr`, `trn` and `msg` anywhere under app/. Translations are
matched by the sentence itself: a sentence that changed is a new one, so there are no fuzzy guesses to mistake
for translations.
"""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from pathlib import Path

import polib
from babel.messages.extract import extract_from_dir

PROJECT = Path(__file__).resolve().parent.parent.parent
FOLDER = PROJECT / "assets" / "i18n"
COMPLETE = ("en",)
PARTIAL = ("ug", "kk")
KEYWORDS = {"tr": None, "trn": (1, 2), "msg": None}

_PLACE = re.compile(r"\{(\w+)[^{}]*\}")


@dataclass(frozen=True)
class Sentence:
    """A source sentence, its plural when it counts something, and the files it is in."""

    text: str
    plural: str
    files: tuple[str, ...]


def sentences(root: Path = PROJECT / "app") -> dict[str, Sentence]:
    """All source sentences under `root`, by text."""
    found: dict[str, Sentence] = {}
    for name, _line, message, _comments, _context in extract_from_dir(
        str(root), method_map=[("**.py", "python")], keywords=KEYWORDS
    ):
        text, plural = message if isinstance(message, tuple) else (message, "")
        known = found.get(text)
        files = (*(known.files if known else ()), Path(name).as_posix())
        found[text] = Sentence(text, plural or (known.plural if known else ""), tuple(dict.fromkeys(files)))
    return dict(sorted(found.items(), key=lambda item: (item[1].files[0], item[0])))


def places(text: str) -> set[str]:
    """The `{named}` places of a sentence."""
    return set(_PLACE.findall(text))


def open_catalogue(language: str) -> polib.POFile:
    """The catalogue of `language`."""
    return polib.pofile(str(FOLDER / f"{language}.po"), encoding="utf-8", wrapwidth=0)


def update(language: str) -> tuple[int, int]:
    """Bring one catalogue up to date; returns how many sentences it has and how many are untranslated."""
    known = {entry.msgid: entry for entry in open_catalogue(language)}
    made = polib.POFile(wrapwidth=0)
    made.metadata = open_catalogue(language).metadata
    for sentence in sentences().values():
        old = known.get(sentence.text)
        entry = polib.POEntry(
            msgid=sentence.text,
            occurrences=[(f"app/{name}", "") for name in sentence.files],
            flags=[],
            tcomment=old.tcomment if old else "",
        )
        if sentence.plural:
            entry.msgid_plural = sentence.plural
            entry.msgstr_plural = dict(old.msgstr_plural) if old and old.msgstr_plural else {0: "", 1: ""}
        else:
            entry.msgstr = old.msgstr if old else ""
        made.append(entry)
    made.save(str(FOLDER / f"{language}.po"), newline="\n")
    return len(made), len(made.untranslated_entries())


def problems(language: str, complete: bool) -> list[str]:
    """What is wrong with one catalogue."""
    catalogue = open_catalogue(language)
    known = {entry.msgid: entry for entry in catalogue}
    found = [f"{language}: marked fuzzy: {entry.msgid}" for entry in catalogue if "fuzzy" in entry.flags]
    for text, sentence in sentences().items():
        entry = known.get(text)
        if entry is None or not entry.translated():
            if complete:
                found.append(f"{language}: not translated: {text}")
            continue
        for translation in entry.msgstr_plural.values() if sentence.plural else (entry.msgstr,):
            # a singular may leave its number out ("one attempt"), nothing may be added
            wanted, there = places(text), places(translation)
            if there - wanted or (wanted - there) - ({"number"} if sentence.plural else set()):
                found.append(f"{language}: places {sorted(wanted)} became {sorted(there)}: {text}")
    return found


def main(arguments: list[str]) -> int:
    """Run `update` or `check`."""
    if arguments == ["update"]:
        for language in (*COMPLETE, *PARTIAL):
            count, missing = update(language)
            print(f"{language}: {count} sentences, {missing} without translation")
        return 0
    if arguments == ["check"]:
        found = [line for language in COMPLETE for line in problems(language, True)]
        found += [line for language in PARTIAL for line in problems(language, False)]
        print("\n".join(found) or "catalogues are whole")
        return 1 if found else 0
    print(__doc__)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
