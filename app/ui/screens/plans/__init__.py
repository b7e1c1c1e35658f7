"""Plans: lessons with days and what they ask for, made and given to classes and persons by trainers."""

from app.ui.screens.plans.screen import PlansScreen

__all__ = ["PlansScreen"]
