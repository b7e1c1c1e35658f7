"""The text of a card: paragraphs, list items and emphasis, a small part of Markdown."""

from __future__ import annotations

import re
from dataclasses import dataclass

_STRONG = re.compile(r"\*\*(.+?)\*\*")


@dataclass(frozen=True)
class Span:
    """A run of text, emphasised or plain."""

    text: str
    strong: bool = False


@dataclass(frozen=True)
class Paragraph:
    """A paragraph of a card, or one item of a list."""

    spans: tuple[Span, ...]
    is_item: bool = False

    @property
    def plain(self) -> str:
        """The text without emphasis."""
        return "".join(span.text for span in self.spans)


def join_lines(lines: list[str]) -> str:
    """Bring an author's lines to the form of `Card.text`.

    Paragraphs stand apart by an empty line, list items begin with "- ", each on a line of its own. Lines
    of one paragraph are joined, with a space only between words of alphabetic scripts.
    """
    paragraphs: list[str] = []
    fresh = True
    for line in lines:
        text = line.strip()
        if not text:
            fresh = True
        elif text.startswith(("- ", "* ", "• ", "·")):
            paragraphs.append("- " + text.lstrip("-*•·").strip())
            fresh = True
        elif fresh:
            paragraphs.append(text)
            fresh = False
        else:
            space = " " if paragraphs[-1][-1].isascii() and text[0].isascii() else ""
            paragraphs[-1] += space + text
    joined = ""
    for number, paragraph in enumerate(paragraphs):
        if number:
            both_items = paragraph.startswith("- ") and paragraphs[number - 1].startswith("- ")
            joined += "\n" if both_items else "\n\n"
        joined += paragraph
    return joined


def paragraphs(text: str) -> tuple[Paragraph, ...]:
    """`Card.text` taken apart for showing."""
    found = []
    for line in text.split("\n"):
        if line:
            is_item = line.startswith("- ")
            found.append(Paragraph(_spans(line[2:] if is_item else line), is_item))
    return tuple(found)


def _spans(text: str) -> tuple[Span, ...]:
    spans = [Span(piece, strong=bool(at % 2)) for at, piece in enumerate(_STRONG.split(text))]
    return tuple(span for span in spans if span.text)
