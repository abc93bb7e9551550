"""Geometry of the report's drawings: where columns, dots and lines stand. The template draws them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from math import cos, pi, sin
from typing import Any

from analyzer.aggregate.breakdowns import REST
from analyzer.aggregate.positions import FRAMES

MOST_COLUMNS = 400
MOST_SPEAKERS = 30
WIDTH, HEIGHT, DOT = 480, 340, 13


def columns(summary: Mapping[str, Any]) -> dict[str, Any] | None:
    """Comments over time, stacked by frame: x and width in percent, y and height in percent of the tallest.

    A day, month or year without comments keeps its place. None where there are fewer than three
    points in time, or too many to tell apart.
    """
    table = summary["frames"]["by_time"] if "frames" in summary else {}
    if len(table) < 3 or REST in table:
        return None
    names = list(table)
    first = _place(names[0])
    places = _place(names[-1]) - first + 1
    if places > MOST_COLUMNS:
        return None
    tallest = max(sum(cell["comments"].values()) for cell in table.values())
    step = 100 / places
    out = []
    for name, cell in table.items():
        top, parts = 100.0, []
        for label in FRAMES:
            if count := cell["comments"][label]:
                height = 100 * count / tallest
                top -= height
                parts.append({"label": label, "count": count, "y": round(top, 3), "height": round(height, 3)})
        left = (_place(name) - first) * step
        out.append({"name": name, "x": round(left, 3), "width": round(step * 0.86, 3), "parts": parts})
    return {"columns": out, "tallest": tallest, "first": names[0], "last": names[-1],
            "unit": summary["frames"]["time_unit"]}  # fmt: skip


def _place(name: str) -> int:
    """The number of a day, a month or a year as ``by_time`` names it; the next one has the next number."""
    year, *rest = map(int, name.split("-"))
    return date(year, *rest).toordinal() if len(rest) == 2 else 12 * year + rest[0] if rest else year


def circle(summary: Mapping[str, Any]) -> dict[str, Any] | None:
    """The reply network of one thread: speakers on a circle, the two camps on either side where there are any.

    None without labelled replies between speakers, or with too many speakers to draw.
    """
    found = summary.get("network")
    if not found:
        return None
    people = sorted({number for answer in found["answers"] for number in answer["speakers"]})
    if not 2 <= len(people) <= MOST_SPEAKERS:
        return None
    camps = found["camps"][0] if found["camps"] and found["camps"][0]["loops"] and found["camps"][0]["unique"] else None
    side = {one["index"]: i for i, camp in enumerate(camps["camps"] if camps else ()) for one in camp["speakers"]}
    ordered = sorted(people, key=lambda number: (side.get(number, 2), number))
    place = {}
    for i, number in enumerate(ordered):
        angle = -pi / 2 - 2 * pi * (i + 0.5) / len(ordered)
        place[number] = (WIDTH / 2 + (WIDTH / 2 - 3 * DOT) * cos(angle), HEIGHT / 2 + (HEIGHT / 2 - 2 * DOT) * sin(angle))
    held = summary.get("positions") or ()
    names = {number: answer[key] for answer in found["answers"] for number, key in zip(answer["speakers"], ("from", "to"))}
    dots = [
        {"number": i, "x": round(place[n][0], 1), "y": round(place[n][1], 1), "camp": side.get(n),
         "speaker": names[n], "position": held[n]["position"] if held else "none"}
        for i, n in enumerate(ordered, 1)
    ]  # fmt: skip
    return {"width": WIDTH, "height": HEIGHT, "dot": DOT, "dots": dots, "lines": _lines(found, place), "camps": bool(camps)}


def _lines(found: Mapping[str, Any], place: Mapping[int, tuple[float, float]]) -> list[dict[str, Any]]:
    """One line a pair of speakers: what their replies to each other come to."""
    ties: dict[tuple[int, int], list[int]] = {}
    for answer in found["answers"]:
        a, b = sorted(answer["speakers"])
        tie = ties.setdefault((a, b), [0, 0])
        tie[0] += answer["agree"]
        tie[1] += answer["disagree"]
    out = []
    for (a, b), (agree, disagree) in ties.items():
        kind = "agree" if agree > disagree else "disagree" if disagree > agree else "neutral"
        (x1, y1), (x2, y2) = place[a], place[b]
        out.append({"kind": kind, "x1": round(x1, 1), "y1": round(y1, 1), "x2": round(x2, 1), "y2": round(y2, 1),
                    "width": min(5, 1.5 + 0.7 * abs(agree - disagree))})  # fmt: skip
    return out
