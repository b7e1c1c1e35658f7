"""The error of somebody who may not see or do what she asked for."""

from __future__ import annotations

from app.errors import ExpectedError
from app.i18n import Message, msg


class NotAllowedError(ExpectedError):
    """She has no right to that; nothing was shown or changed. The sentence says whose it is to do."""

    def __init__(self, message: Message | None = None, detail: str = "") -> None:
        super().__init__(
            message or msg("这是别人的内容，只有本人和带这个班的教师可以看。没有改动任何内容。"), detail
        )


def sign_in_first() -> NotAllowedError:
    """Nobody is signed in."""
    return NotAllowedError(msg("请先登录，再继续。没有改动任何内容。"))


def only_own() -> NotAllowedError:
    """What is changed belongs to somebody else."""
    return NotAllowedError(msg("这是别人的内容，只有本人可以改动。没有改动任何内容。"))


def only_her_trainers() -> NotAllowedError:
    """The person is in no class of the one who asks."""
    return NotAllowedError(
        msg("这位学员不在您带的班里，只有所在班的教师或管理员可以这样做。没有改动任何内容。")
    )


def only_leaders() -> NotAllowedError:
    """The class is led by others."""
    return NotAllowedError(msg("只有带这个班的教师或管理员可以这样做。没有改动任何内容。"))


def only_trainers() -> NotAllowedError:
    """A trainee asks for what trainers do."""
    return NotAllowedError(msg("只有教师或管理员可以这样做。没有改动任何内容。"))


def only_administrators() -> NotAllowedError:
    """It is for administrators."""
    return NotAllowedError(msg("只有管理员可以这样做。没有改动任何内容。"))
