"""How collections of recorded words are laid out, and what they say about themselves.

Four layouts are known:

- ours: `index.tsv` (or `.txt`), lines `file<TAB>text<TAB>pinyin`, before them lines `name: …`, `licence: …`,
  `origin: …` (also 名称、许可、来源), the pinyin optional;
- Shtooka: `index.tags.txt` beside the recordings, INI-like, a section a file (`[cmn-4f60.flac]`,
  `SWAC_TEXT=你`, `SWAC_PRON_PHON=nǐ`), what holds for all of them in `[GLOBAL]`;
- Shtooka without an index: the same names as tags inside the FLAC, OGG and MP3 files;
- audio-cmn: `cmn-你好.mp3` for words, `cmn-ni3.mp3` for syllables, in folders by speaker and bit rate, with
  the licence in the files' tags.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from app.audio.pack_source import MAX_TEXT_BYTES, PackError, PackSource
from app.audio.tags import read_tags
from app.i18n import msg

SOUND_SUFFIXES = (".flac", ".ogg", ".opus", ".mp3", ".wav")
_TAG_BYTES = 1 << 14
_TAGLESS = 100  # files without a word of what they say, after which none is expected
_HANZI = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]")
_SYLLABLE = re.compile(r"[a-zü:]{1,7}[1-5]")
_NAMED = re.compile(r"(?:cmn|zh|zho)-(.+)", re.IGNORECASE)
_HEAD = {
    "name": "name", "名称": "name", "licence": "licence", "license": "licence", "许可": "licence",
    "origin": "origin", "source": "origin", "来源": "origin",
}  # fmt: skip
_LICENCE_FILES = ("license", "licence", "copying", "许可")
_KNOWN_LICENCE = re.compile(
    r"CC0|Public Domain|Unlicense|(?:CC|Creative Commons)[ -]*BY(?:[ -](?:SA|NC|ND))*(?:[ -]*\d\.\d)?"
    r"|Attribution(?:-ShareAlike|-NonCommercial|-NoDerivs)*(?: \d\.\d)?|\bMIT\b|Apache[- ]2\.0",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class OfferedEntry:
    """A recording in the collection: its path there, the text that is said, its pinyin ("" for unknown)."""

    file: str
    text: str
    pinyin: str = ""


@dataclass(frozen=True)
class OfferedVoice:
    """One voice of a collection: who, under which licence, whence ("" where it is not said), and what."""

    name: str
    licence: str
    origin: str
    entries: tuple[OfferedEntry, ...]

    @property
    def words(self) -> int:
        """How many recordings are words, the others being single syllables named by their pinyin."""
        return sum(bool(_HANZI.search(each.text)) for each in self.entries)


def find_voices(source: PackSource, path: Path) -> tuple[OfferedVoice, ...]:
    """The voices in a collection. Raises `PackError` when no known layout fits."""
    stated = _licence_file(source)
    for layout in (_own_index, _shtooka, _named_files, _tagged_files):
        voices = [each for each in layout(source, path.stem) if each.entries]
        if voices:
            named = [
                OfferedVoice(
                    each.name.strip()[:80] or path.stem,
                    (each.licence or stated).strip()[:120],
                    (each.origin or path.name).strip()[:200],
                    each.entries,
                )
                for each in voices
            ]
            return _one_a_speaker(source, named)
    raise PackError(
        msg(
            "“{name}”里没有找到认识的录音目录。声音包要有 index.tags.txt（Shtooka）、"
            "“cmn-词.mp3”这样的文件名，或者 index.tsv（每行：文件、汉字、拼音）。",
            name=path.name,
        )
    )


def _one_a_speaker(source: PackSource, voices: list[OfferedVoice]) -> tuple[OfferedVoice, ...]:
    """What one speaker recorded under one licence, together."""
    speakers: dict[tuple[str, str], OfferedVoice] = {}
    for each in voices:
        known = speakers.get((each.name, each.licence))
        speakers[each.name, each.licence] = (
            OfferedVoice(each.name, each.licence, known.origin, (*known.entries, *each.entries))
            if known is not None
            else each
        )
    return tuple(
        OfferedVoice(each.name, each.licence, each.origin, _best_of_each(source, each.entries))
        for each in speakers.values()
    )


def _best_of_each(source: PackSource, entries: tuple[OfferedEntry, ...]) -> tuple[OfferedEntry, ...]:
    """One recording a text: of several bit rates the largest file."""
    best: dict[tuple[str, str], OfferedEntry] = {}
    for entry in entries:
        known = best.get((entry.text, entry.pinyin))
        if known is None or source.files[entry.file] > source.files[known.file]:
            best[entry.text, entry.pinyin] = entry
    return tuple(best.values())


def _text(source: PackSource, name: str) -> str:
    data = source.read(name, MAX_TEXT_BYTES)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("gb18030", "replace")


def _licence_file(source: PackSource) -> str:
    """The licence that a file of that name, or the README, states."""
    for name in sorted(source.files, key=lambda each: (each.count("/"), each)):
        stem = PurePosixPath(name).stem.lower()
        if source.files[name] > MAX_TEXT_BYTES or PurePosixPath(name).suffix.lower() not in (
            "",
            ".txt",
            ".md",
        ):
            continue
        if stem.startswith(_LICENCE_FILES):
            text = _text(source, name)
            found = _KNOWN_LICENCE.search(text)
            return found[0] if found else next((line for line in text.splitlines() if line.strip()), "")
        if stem == "readme":
            found = _KNOWN_LICENCE.search(_text(source, name))
            if found:
                return found[0]
    return ""


def _own_index(source: PackSource, stem: str) -> list[OfferedVoice]:
    """Our own: a table of files beside it."""
    index = min(
        (each for each in source.files if PurePosixPath(each).name.lower() in ("index.tsv", "index.txt")),
        key=lambda each: each.count("/"),
        default=None,
    )
    if index is None:
        return []
    folder = PurePosixPath(index).parent
    head: dict[str, str] = {}
    entries = []
    for line in _text(source, index).splitlines():
        fields = [each.strip() for each in line.split("\t")]
        if len(fields) < 2:
            key, _, value = line.lstrip("# ").replace("：", ":", 1).partition(":")
            known = _HEAD.get(key.strip().lower())
            if known and value.strip():
                head[known] = value.strip()
            continue
        file = (folder / fields[0].replace("\\", "/")).as_posix()
        if file in source.files and fields[1] and file.lower().endswith(SOUND_SUFFIXES):
            entries.append(OfferedEntry(file, fields[1], fields[2] if len(fields) > 2 else ""))
    return [
        OfferedVoice(head.get("name", ""), head.get("licence", ""), head.get("origin", ""), tuple(entries))
    ]


def _shtooka(source: PackSource, stem: str) -> list[OfferedVoice]:
    """Every `index.tags.txt`, a voice each."""
    voices = []
    for index in sorted(
        each for each in source.files if PurePosixPath(each).name.lower() == "index.tags.txt"
    ):
        sections: dict[str, dict[str, str]] = defaultdict(dict)
        section = "GLOBAL"
        for line in _text(source, index).splitlines():
            line = line.strip()
            if line.startswith("[") and line.endswith("]"):
                section = line[1:-1].strip()
            elif "=" in line:
                key, _, value = line.partition("=")
                sections[section][key.strip().upper()] = value.strip()
        everyone = sections.pop("GLOBAL", {})
        if everyone.get("SWAC_LANG", "cmn").lower() not in ("cmn", "zho", "chi", "zh"):
            continue
        folder = PurePosixPath(index).parent
        entries = []
        for file, tags in sections.items():
            name = (folder / file).as_posix()
            text = tags.get("SWAC_TEXT", "")
            if name in source.files and text and name.lower().endswith(SOUND_SUFFIXES):
                entries.append(OfferedEntry(name, text, tags.get("SWAC_PRON_PHON", "")))
        voices.append(_tagged_voice({**next(iter(sections.values()), {}), **everyone}, "", entries))
    return voices


def _named_files(source: PackSource, stem: str) -> list[OfferedVoice]:
    """audio-cmn: the file's name says what is said, its folder belongs to one speaker."""
    by_folder: dict[str, list[OfferedEntry]] = defaultdict(list)
    for name in source.files:
        path = PurePosixPath(name)
        found = _NAMED.fullmatch(path.stem)
        if found is None or path.suffix.lower() not in SOUND_SUFFIXES or "_" in found[1]:
            continue  # an underscore stands for a gap or a sound outside the standard syllables
        said = found[1]
        if _SYLLABLE.fullmatch(said.lower()):
            by_folder[path.parent.name].append(OfferedEntry(name, said.lower(), said.lower()))
        elif _HANZI.search(said):
            by_folder[path.parent.name].append(OfferedEntry(name, said))
    return [
        _tagged_voice(
            read_tags(source.start(entries[0].file, _TAG_BYTES)), f"{stem} {folder}".strip(), entries
        )
        for folder, entries in sorted(by_folder.items())
    ]


def _tagged_files(source: PackSource, stem: str) -> list[OfferedVoice]:
    """Files that say in their tags what is said, by speaker."""
    entries: dict[str, list[OfferedEntry]] = defaultdict(list)
    tags_of: dict[str, dict[str, str]] = {}
    tagless = 0
    for name in source.files:
        if not name.lower().endswith((".flac", ".ogg", ".opus", ".mp3")):
            continue
        if not entries and tagless >= _TAGLESS:
            break  # somebody's music
        tagless += 1
        tags = read_tags(source.start(name, _TAG_BYTES))
        text = tags.get("SWAC_TEXT", "")
        if text and tags.get("SWAC_LANG", "cmn").lower() in ("cmn", "zho", "chi", "zh"):
            speaker = tags.get("SWAC_SPEAK_NAME", "")
            tags_of.setdefault(speaker, tags)
            entries[speaker].append(OfferedEntry(name, text, tags.get("SWAC_PRON_PHON", "")))
    return [_tagged_voice(tags_of[speaker], stem, said) for speaker, said in entries.items()]


def _tagged_voice(tags: dict[str, str], name: str, entries: list[OfferedEntry]) -> OfferedVoice:
    """A voice described by SWAC tags."""
    origin = " · ".join(
        dict.fromkeys(
            each
            for each in (tags.get(f"SWAC_COLL_{key}", "") for key in ("NAME", "AUTHORS", "COPYRIGHT", "URL"))
            if each
        )
    )
    return OfferedVoice(
        tags.get("SWAC_SPEAK_NAME") or tags.get("SWAC_COLL_NAME") or name,
        tags.get("SWAC_COLL_LICENSE", ""),
        origin,
        tuple(entries),
    )
