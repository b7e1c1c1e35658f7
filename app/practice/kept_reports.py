"""Pitch reports that lie beside recordings already: read, never made."""

from __future__ import annotations

import glob
import json
import logging
from pathlib import Path

from app.coaching.values import PitchReport, ReportFormatError, report_from_json
from app.practice.pitch_reports import VERSION

log = logging.getLogger(__name__)


def kept_reports(recording: Path) -> list[PitchReport]:
    """The reports of this version that lie beside a recording, whatever the model; makes none."""
    found = []
    for path in sorted(recording.parent.glob(f"{glob.escape(recording.stem)}.*.pitch.json")):
        try:
            data = json.loads(path.read_text(encoding="utf-8"))
            if str(data["stamp"]).split(" ", 1)[0] == str(VERSION):
                found.append(report_from_json(data["report"]))
        except (OSError, ValueError, KeyError, TypeError, ReportFormatError) as error:
            log.info("pitch report %s is passed over: %s", path.name, error)
    return found
