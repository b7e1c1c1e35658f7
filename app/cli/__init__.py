"""The command line: the same studio as the window, printed."""

from app.cli.running import Commands, run

__all__ = ["Commands", "run"]
