"""The forms in which a lesson's head and its steps are written."""

from app.ui.screens.editor.forms.kinds import KINDS_BY_GROUP, NewStep
from app.ui.screens.editor.forms.step_form import StepForm

__all__ = ["KINDS_BY_GROUP", "NewStep", "StepForm"]
