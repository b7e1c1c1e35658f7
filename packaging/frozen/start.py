"""Where the frozen program begins: `kaibo …`, or one of our modules that the program runs beside itself."""

from __future__ import annotations

import multiprocessing
import os
import runpy
import sys

OWN_MODULE = "app."


def give_back_library_path() -> None:
    """Let programs that we start (a browser, a file manager) find their own libraries, not ours.

    PyInstaller's launcher puts our folder into LD_LIBRARY_PATH; the loader read it when we began.
    """
    before = os.environ.pop("LD_LIBRARY_PATH_ORIG", None)
    if before is not None:
        os.environ["LD_LIBRARY_PATH"] = before
    else:
        os.environ.pop("LD_LIBRARY_PATH", None)


def main() -> int:
    """Run the command line, or `-m app.MODULE` as Python itself would."""
    multiprocessing.freeze_support()  # ends here in a process that a pool began
    if sys.platform.startswith("linux"):
        give_back_library_path()
    if sys.argv[1:2] == ["-m"] and len(sys.argv) > 2 and sys.argv[2].startswith(OWN_MODULE):
        module = sys.argv[2]
        del sys.argv[1:3]
        runpy.run_module(module, run_name="__main__", alter_sys=True)
        return 0
    from app.__main__ import main as run

    return run()


if __name__ == "__main__":
    sys.exit(main())
