"""The machine is checked: blind marking, how far it can be trusted, thresholds."""

from app.ui.screens.agreement.screen import AgreementScreen

__all__ = ["AgreementScreen"]
