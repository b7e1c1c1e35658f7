"""The two families of failure: expected ones carry a sentence for the user, all others are bugs."""

from __future__ import annotations

from app.i18n import Message


class ExpectedError(Exception):
    """Something that happens in ordinary use: no microphone, a missing model, a full disk.

    `message` is one translatable sentence (or two) that says what happened, what was saved and what to
    do next. `str(error)` gives it in the language in use. `detail` is for the log only.
    """

    def __init__(self, message: Message, detail: str = "") -> None:
        super().__init__(message, detail)
        self.message = message
        self.detail = detail

    def __str__(self) -> str:
        return str(self.message)
