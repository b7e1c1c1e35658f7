"""The face finder in a process of its own.

Making dlib's detector takes most of a second in which Python can do nothing else in the same process, not
even take the sound from the microphone; and should it ever crash, no recording goes with it. Pictures go
there through a pipe and are not kept.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from app.lens.faces import FaceFinder
from app.lens.values import Face
from app.paths import module_command

_MISSING = "missing"


class FaceFinderMissingError(Exception):
    """On this system there is no build of the library."""


class FaceProcess:
    """Begins when it is made; the first answer takes a second or two. Used by one thread at a time."""

    def __init__(self) -> None:
        """Raises `OSError` when no process can be begun."""
        place = str(Path(__file__).parents[2])
        self._process = subprocess.Popen(
            module_command("app.lens.process"),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": os.pathsep.join([place, os.environ.get("PYTHONPATH", "")])},
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )

    def find(self, grey: NDArray[np.uint8]) -> tuple[Face, ...]:
        """The faces in a grey picture (height, width), the most certain first.

        Raises FaceFinderMissingError, and `OSError` when the process has ended.
        """
        asked, answers = self._process.stdin, self._process.stdout
        if asked is None or answers is None or asked.closed:
            raise BrokenPipeError
        asked.write(f"{grey.shape[0]} {grey.shape[1]}\n".encode())
        asked.write(np.ascontiguousarray(grey).tobytes())
        asked.flush()
        answer = answers.readline()
        if not answer:
            raise BrokenPipeError
        found = json.loads(answer)
        if found == _MISSING:
            raise FaceFinderMissingError
        return tuple(Face(*each) for each in found)

    def close(self) -> None:
        """End it at once; also while another thread waits for an answer, which then gets `OSError`."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            try:
                if pipe is not None:
                    pipe.close()
            except OSError:  # something was still on its way in
                continue


def serve(pictures: BinaryIO, answers: BinaryIO) -> None:
    """Answer each picture with a line, until there are no more."""
    finder: FaceFinder | None = None
    while head := pictures.readline():
        height, width = (int(each) for each in head.split())
        grey = np.frombuffer(pictures.read(height * width), np.uint8).reshape(height, width)
        found: object = _MISSING
        try:
            finder = finder or FaceFinder()
            found = [
                [each.left, each.top, each.width, each.height, each.confidence] for each in finder.find(grey)
            ]
        except ImportError:
            pass
        answers.write(json.dumps(found).encode() + b"\n")
        answers.flush()


if __name__ == "__main__":
    serve(sys.stdin.buffer, sys.stdout.buffer)
