"""`python -m acoustic_model train|export|classify|evaluate`; see README.md."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

_REPOSITORY = Path(__file__).resolve().parents[2]


def main() -> int:
    """Run one of the steps."""
    parser = argparse.ArgumentParser(prog="acoustic_model", description=__doc__)
    parser.add_argument("--speech", type=Path, default=_REPOSITORY.parent / "shared" / "speech",
                        help="folder of recordings with train/ and dev/ (see README.md)")  # fmt: skip
    parser.add_argument("--work", type=Path, default=_REPOSITORY / "build" / "acoustic_model",
                        help="folder for features, alignments and checkpoints")  # fmt: skip
    parser.add_argument("--model", type=Path, default=_REPOSITORY / "assets" / "model")
    parser.add_argument("--segments", type=Path, default=_REPOSITORY / "assets" / "scorer" / "segments.npz")
    parser.add_argument(
        "--classifier", type=Path, default=_REPOSITORY / "assets" / "scorer" / "classifier.npz"
    )
    steps = parser.add_subparsers(dest="step", required=True)
    train = steps.add_parser("train", help="prepare features, align, train; goes on where it was interrupted")
    train.add_argument("--minutes", type=float, default=70.0, help="training time in all")
    train.add_argument("--workers", type=int, default=2, help="processes of one core each")
    export = steps.add_parser("export", help="write the Vosk model and the scorer's network")
    export.add_argument(
        "--lessons", type=Path, default=_REPOSITORY / "lessons", help="lessons whose words to include"
    )
    export.add_argument("--words", type=int, default=45_000, help="how many common words to include")
    classify = steps.add_parser("classify", help="train the scorer's classifier on the exported network")
    classify.add_argument("--workers", type=int, default=2, help="processes of one core each")
    evaluate = steps.add_parser("evaluate", help="figures on speakers never heard")
    evaluate.add_argument("--clips", type=int, default=0, help="at most so many clips a group; 0: all")
    evaluate.add_argument("--noise", type=float, help="add white noise at so many dB below the speech")
    evaluate.add_argument("--no-recognition", action="store_true", help="leave the Vosk model out")
    evaluate.add_argument("--json", type=Path, help="write the figures here as well")
    arguments = parser.parse_args()
    return {"train": _train, "export": _export, "classify": _classify, "evaluate": _evaluate}[arguments.step](
        arguments
    )


def _train(arguments: argparse.Namespace) -> int:
    from acoustic_model.corpus import prepare
    from acoustic_model.training import Settings, train

    prepare(arguments.speech, arguments.work / "corpus", processes=arguments.workers)
    train(Settings(arguments.work, minutes=arguments.minutes, workers=arguments.workers))
    return 0


def _export(arguments: argparse.Namespace) -> int:
    from acoustic_model.export import export_all

    try:
        export_all(
            speech=arguments.speech,
            work=arguments.work,
            model=arguments.model,
            segments=arguments.segments,
            lessons=arguments.lessons,
            size=arguments.words,
        )
    except RuntimeError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _classify(arguments: argparse.Namespace) -> int:
    from acoustic_model.classifier import train_classifier

    train_classifier(arguments.work, arguments.segments, arguments.classifier, arguments.workers)
    return 0


def _evaluate(arguments: argparse.Namespace) -> int:
    from acoustic_model.evaluation import evaluate

    model = None if arguments.no_recognition else arguments.model
    figures = evaluate(arguments.speech, arguments.segments, model, arguments.clips, arguments.noise)
    if arguments.json:
        arguments.json.write_text(json.dumps(figures, ensure_ascii=False, indent=1) + "\n", "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
