"""`kaibo` and `python -m app`: start here."""

from __future__ import annotations

import sys
from collections.abc import Sequence


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line (the window is one of its commands) and return the exit code."""
    from app.bootstrap import start

    return start(list(sys.argv[1:] if argv is None else argv))


if __name__ == "__main__":
    sys.exit(main())
