"""A rehearsal's record in words and tables."""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np

_SETTLED = 120.0  # seconds after which memory is looked at


def summary(record: dict[str, Any]) -> str:
    """Markdown."""
    lines = [f"Run {record['date']}."]
    if "live" in record:
        lines += ["", *_live(record["live"])]
    if "prompter" in record:
        lines += ["", *_prompter(record["prompter"])]
    left = record["left in takes/"]
    lines += ["", f"Left in takes/: {', '.join(left) if left else 'nothing'}."]
    return "\n".join(lines) + "\n"


def _live(live: dict[str, Any]) -> list[str]:
    comments, report = live["comments"], live["report"]
    silences = ", ".join(f"{a:.0f}–{b:.0f} s" for a, b in live["silences"])
    advice = "; ".join(f"{kind} at {second:.0f} s ({about})" for kind, second, about in report["advice"])
    counts = Counter((each["kind"], _meant(each), each["outcome"]) for each in comments)
    lines = [
        f"Live room: {live['script']}, {live['product']}, level {live['level']}, seed {live['seed']}, "
        f"{live['duration']:.0f} s. {len(comments)} comments.",
        "",
        "| comment | she | the room's verdict | number |",
        "|---|---|---|---|",
    ]
    lines += [f"| {a} | {b} | {c} | {n} |" for (a, b, c), n in sorted(counts.items())]
    asked = [
        each for each in comments if each["whole"] and each["kind"] in ("question", "haggling", "refuse")
    ]
    found = sum(each["outcome"] == "answered" for each in asked)
    delays = [each["seconds"] - each["begun_after"] for each in asked if each["outcome"] == "answered"]
    lines += [
        "",
        f"Whole answers to questions, haggling and what must be refused: {len(asked)}, of which the room "
        f"heard {found}; from the first word of the answer to its tick, median {_median(delays):.1f} s.",
        f"Silences that the room saw: {silences or 'none'}.",
        f"Facts, as they were said → as the report has them: "
        f"{'; '.join(f'{k} {v}' for k, v in live['facts'].items())}.",
        f"Clarity {report['clarity']:.2f}, {report['pauses']} pauses, {report['fillers']} fillers, named "
        f"{report['named']} times, {report['calls']} calls to order.",
        f"Must not be said, found: {'; '.join(report['must_not_be_said']) or 'nothing'}.",
        f"Advice: {advice}.",
        *_watched(live),
    ]
    return lines


def _meant(comment: dict[str, Any]) -> str:
    if not comment["answer"]:
        return "passed it over"
    return "answered" if comment["whole"] else "answered something else"


def _prompter(told: dict[str, Any]) -> list[str]:
    late = told["late"]
    return [
        f"Teleprompter: {told['seconds']:.0f} s, {told['sentences']} sentences, "
        f"{len(told['left_out'])} left out, {len(told['own_words'])} times words of her own.",
        f"While she reads, late by {late['median']} s in the median, 90 % {late['p90']} s, 95 % "
        f"{late['p95']} s, 99 % {late['p99']} s, most {late['most']} s; ahead by "
        f"{told['ahead_syllables_most']} syllables at most.",
        f"On her line {told['same_line']:.1%} of the time, within one line {told['within_one_line']:.1%} "
        f"(pauses and own words counted too: {told['within_one_line_always']:.1%}), more than a line ahead "
        f"{told['ahead_by_more_than_a_line']:.1%}, behind {told['behind_by_more_than_a_line']:.1%}; the "
        f"longest stretch more than a line off {told['longest_off_by_more_than_a_line']} s.",
        f"Said to be beside the script: {told['said_to_be_beside_while_improvising']} of the time of her own "
        f"words, {told['said_to_be_beside_while_reading']} of her reading.",
        f"Sentences marked as left out: {len(told['marked_left_out'])}, rightly {told['marked_rightly']} of "
        f"{len(told['left_out'])}.",
        *_watched(told),
    ]


def _watched(told: dict[str, Any]) -> list[str]:
    watch = told["watch"]
    seconds, held = np.array(watch["seconds"]), np.array(watch["megabytes"])
    behind = np.array(watch["behind"])
    late = seconds >= min(_SETTLED, seconds[-1] / 2)
    slope = 60 * float(np.polyfit(seconds[late], held[late], 1)[0]) if late.sum() > 2 else float("nan")
    return [
        f"Waiting to be recognised: median {np.median(behind):.2f} s, 95 % {np.percentile(behind, 95):.2f}"
        f" s, most {behind.max():.2f} s, at the end {behind[-1]:.2f} s.",
        f"Memory: {held[0]:.0f} MB at the start, {held[-1]:.0f} MB at the end, {slope:+.2f} MB/min in the "
        "settled part.",
        "Seconds: " + "; ".join(f"{name} {value}" for name, value in told["times"].items()) + ".",
    ]


def _median(values: list[float]) -> float:
    return float(np.median(values)) if values else float("nan")
