"""A process that records until it is killed: `python -m tests.audio.dying_recorder TAKES_DIR real|fake`.

It says `recording` once the take runs, and after that how many seconds it has journalled.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

from app.audio.microphone import open_microphone
from app.audio.recorder import Recorder
from tests.audio.fake_microphone import SteadyMicrophone


def main(takes_dir: Path, kind: str) -> None:
    recorder = Recorder(
        takes_dir, open_microphone if kind == "real" else lambda device_id: SteadyMicrophone()
    )
    recorder.open()
    while recorder._writer is not None and not recorder._writer.stream.ring.written:
        time.sleep(0.01)
    recorder.start("killed", {"prompt_id": "p7", "text": "大家好"})
    print("recording", flush=True)
    while True:
        time.sleep(0.05)
        print(recorder.elapsed(), flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
