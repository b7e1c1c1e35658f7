"""What the page says of a time with the teleprompter."""

from __future__ import annotations

from app.i18n import tr
from app.ui.recording import warning_sentence
from app.ui.screens.prompter.session import PromptPhase, PromptState


def headline(state: PromptState) -> str:
    """What is going on."""
    if state.phase is PromptPhase.COUNTDOWN:
        return tr("马上开始")
    if state.phase is PromptPhase.RUNNING:
        return tr("正在提词，正在录音") if state.recording else tr("正在提词")
    if state.phase is PromptPhase.PAUSED:
        return tr("已暂停")
    if state.phase is PromptPhase.KEEPING:
        return tr("正在保存…")
    if state.phase is PromptPhase.DONE:
        return tr("讲完了，录音在“进步”里。") if state.kept else tr("讲完了")
    return tr("准备好了就开始")


def explanation(state: PromptState, by_voice: bool) -> str:
    """What to do, or what went wrong; "" when there is nothing to say."""
    if state.trouble:
        return state.trouble
    if state.phase is PromptPhase.RUNNING and state.warning is not None:
        return warning_sentence(state.warning, scored=False)
    if state.phase in (PromptPhase.RUNNING, PromptPhase.PAUSED):
        if by_voice and not state.in_script:
            return tr("您在讲稿子以外的话，稿子在这里等您。")
        return tr("空格键：讲完了　P：暂停　上下键：换一句")
    if state.phase in (PromptPhase.READY, PromptPhase.DONE):
        return tr("空格键：开始。点一下稿子里的字，可以从那里看起。")
    return ""
