"""A rehearsal that nobody speaks, through the real window: an evening in the live room, the teleprompter.

    python packaging/rehearsal/run_rehearsal.py --to FOLDER [--minutes 10] [--prompter-minutes 5]
        [--product product-hongzao] [--script food-noon] [--level 2] [--seed 7] [--language zh_CN]

Real Qt, PortAudio (against a PulseAudio whose monitor is the microphone), Vosk and SQLite. The voice is one
woman's recorded syllables joined (`--speech`, see packaging/acoustic_model/README.md; only `dev` is read).
The record goes to FOLDER/rehearsal_LANGUAGE.json and .md, pictures beside it.
"""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path

from house import open_house  # first: it finds the project and chooses where Qt draws

# isort: split

from live_evening import LiveEvening, as_record
from prompted_reading import read_to_prompter
from summary import summary
from voice import JoinedVoice

from app.ui.screens.live.evening import Evening


def main() -> None:
    """Rehearse."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--to", type=Path, required=True)
    parser.add_argument("--minutes", type=int, default=10, help="of the evening; 0 for none")
    parser.add_argument("--prompter-minutes", type=float, default=5.0, help="about; 0 for none")
    parser.add_argument("--product", default="product-hongzao")
    parser.add_argument("--script", default="food-noon")
    parser.add_argument("--level", type=int, default=2)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--language", default="zh_CN")
    parser.add_argument("--speech", type=Path, default=Path("../shared/speech"))
    arguments = parser.parse_args()
    voice = JoinedVoice(arguments.speech / "dev")
    record: dict[str, object] = {"date": time.strftime("%Y-%m-%d %H:%M UTC", time.gmtime())}
    with open_house(arguments.language, arguments.to) as own:
        lesson = own.studio.library.lesson(arguments.product)
        card = own.studio.library.product(arguments.product)
        script = own.studio.rehearsals.scripts().script(arguments.script)
        if lesson is None or card is None or script is None:
            raise SystemExit("no such product or script")
        if arguments.minutes:
            evening = Evening(script, card, lesson.id, arguments.level, arguments.minutes, arguments.seed)
            live = LiveEvening(own, voice, evening)
            record["live"] = as_record(evening, live.hold(), live.watch)
        if arguments.prompter_minutes:
            record["prompter"] = read_to_prompter(
                own, voice, lesson, arguments.prompter_minutes, arguments.seed
            )
        record["left in takes/"] = [each.name for each in (own.home / "takes").glob("*")]
    name = f"rehearsal_{arguments.language}"
    (arguments.to / f"{name}.json").write_text(json.dumps(record, ensure_ascii=False), encoding="utf-8")
    told = summary(record)
    (arguments.to / f"{name}.md").write_text(told, encoding="utf-8")
    print(told)


if __name__ == "__main__":
    main()
