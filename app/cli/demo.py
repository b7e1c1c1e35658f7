"""`kaibo demo`: the main job from recording to stored attempt, without a microphone or a display."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from app.cli.table import score_table
from app.curriculum.values import Prompt
from app.errors import ExpectedError
from app.i18n import msg, tr
from app.paths import assets_dir
from app.practice.studio import Studio
from app.storage.values import Attempt

DEMO_PROFILE = "演示"


def demo_prompt() -> tuple[Prompt, Path]:
    """The bundled demo recording and the prompt it answers."""
    folder = assets_dir() / "demo"
    about = json.loads((folder / "demo.json").read_text(encoding="utf-8"))
    pinyin = about.get("pinyin")
    if isinstance(pinyin, str):
        pinyin = pinyin.split()
    return Prompt("demo", about["text"], tuple(pinyin) if pinyin else None), folder / "demo.flac"


def run(studio: Studio, draw_practice: Callable[[Studio, Attempt, Path], None], picture: Path | None) -> int:
    """Score the demo recording as the window would, print it, keep it, and draw the practice screen.

    Raises ExpectedError where the picture cannot be written, before anything is scored.
    """
    target = picture or studio.home / "demo" / "practice.png"
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.open("ab").close()
    except OSError as error:
        raise ExpectedError(msg("不能写到 {path}。请换一个地方。", path=str(target)), str(error)) from error
    before = studio.settings.profile_id
    known = next((each for each in studio.profiles() if each.name == DEMO_PROFILE), None)
    if known is None:
        studio.create_profile(DEMO_PROFILE, "other")
    else:
        studio.choose_profile(known.id)
    prompt, recording = demo_prompt()
    print(tr("演示：给一段自带的录音评分（“{text}”）", text=prompt.text))
    attempt = studio.score_file(recording, prompt, "")
    assert attempt.score is not None
    print(score_table(attempt.score, studio.spoken(prompt)))
    kept = studio.attempts(limit=1)[0]
    print(tr("已保存：{path}（第 {count} 次）", path=attempt.recording.path, count=len(studio.attempts())))
    assert kept.id == attempt.id
    draw_practice(studio, attempt, target)
    print(tr("练习画面的图片：{path}", path=target))
    studio.change_settings(profile_id=before)
    return 0
