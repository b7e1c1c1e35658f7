"""The pitch report on screen: what a coach would say of one free talk about one product."""

from app.ui.pitch_report.dialog import PitchReportDialog

__all__ = ["PitchReportDialog"]
