"""Pieces of lesson files that the tests share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

HEAD = "编号: probe\n标题: 试一试\n分钟: 5\n"
STEP = "## 跟读 大家好！\n"

WriteLesson = Callable[..., Path]
