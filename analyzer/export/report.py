"""``report.html``: the summary as one self-contained page, safe to open and to pass on.

Everything is escaped by the template engine, nothing is loaded from anywhere, there is no
script. The charts are drawn by hand in ``charts``: libraries that draw SVG without a browser (pygal,
leather) set the words into the drawing, where they shrink on a phone, cannot be
isolated when they run from right to left, and do not follow the reader's dark mode.

A page of a hundred thousand comments cannot be opened. Up to ``SHOWN`` comments the page
holds the whole thread; beyond, only those that it cites, and it says so.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

from analyzer.aggregate.positions import CLAIMS, FRAMES
from analyzer.aggregate.words import many
from analyzer.classify.base import TASKS
from analyzer.export import whole_letters
from analyzer.export.charts import circle, columns
from analyzer.spans import cut
from analyzer.terminal import clean, escape

SHOWN = 2000  # comments up to which the whole thread is shown
CITED = 500  # comments shown of a larger thread
LETTERS = 20_000  # shown of one comment
LINE = 2000  # letters of a name, a title, a sentence
TOTAL = 4_000_000  # letters shown of all comments
ROWS = 200  # rows of one table
INDENT = 12  # levels of replies that are indented; deeper ones stand at the last
# What the template asks of a comment, where the file of another program does not tell it.
DEFAULTS = {
    **dict.fromkeys(("speaker", "posted", "parent_source", "sentiment", "reply")), "kind": "comment",
}  # fmt: skip


class Comments(Protocol):
    """Where the comments come from (``analyzer.classified.Classified``)."""

    def __iter__(self) -> Iterator[Mapping[str, Any]]:
        """All of them."""

    def only(self, wanted: Collection[tuple[str, str]]) -> Iterator[Mapping[str, Any]]:
        """Those with these (thread, id)."""


def write_report(
    path: Path, summary: Mapping[str, Any], manifest: Mapping[str, Any], comments: Comments
) -> None:
    """Render the report.

    Args:
        path: the file to write.
        summary: what ``Aggregate.result`` returned.
        manifest: what ``make_manifest`` returned, or an empty mapping.
        comments: the comments themselves.
    """
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("analyzer.export", "."), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    environment.filters |= {"percent": percent, "visible": visible, "anchor": anchor, "points": points, "told": told, "counted": many}
    total = sum(summary["kinds"].values())
    whole = total <= SHOWN
    tables = _tables(summary)
    rows = list(_shown(comments if whole else comments.only(_cited(summary, tables))))
    anchors, numbers = {anchor(row) for row in rows}, _numbers(rows, comments)
    threads: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        threads.setdefault(row["thread"], []).append(_view(row, anchors, numbers))
    html = environment.get_template("report.html.j2").render(
        summary=summary, manifest=manifest, frames=FRAMES, claims=CLAIMS, tasks=TASKS, indent=INDENT, anchors=anchors,
        threads=list(threads.values()),
        shown=len(rows), total=total, whole=whole, many=len(summary["threads"]) > 1, rows=ROWS,
        bars=_bars(summary), **tables,
    )  # fmt: skip
    path.write_text(whole_letters(html), encoding="utf-8")


def percent(share: float | None) -> str:
    return "–" if share is None else f"{100 * share:.0f} %"


def points(difference: float | None) -> str:
    """A difference of shares in percentage points."""
    return "–" if difference is None else f"{round(100 * difference):+d}".replace("-", "−")


def visible(value: Any) -> str:
    """One line of text for a reader, its invisible control characters shown, endless ones cut off."""
    text = str(value)
    return clean(text if len(text) <= LINE else text[: LINE - 1] + "…")


def told(finding: Mapping[str, Any]) -> list[tuple[bool, str]]:
    """The sentence of a finding cut into what is its own and the names and quotations (True) in it."""
    text = finding["text"]
    found = cut(len(text), finding.get("names", ()))
    return [(foreign, escape(text[start:end], keep="\n\t")) for start, end, (foreign,) in found]


def anchor(row: Mapping[str, Any]) -> str:
    """The page's own id for a comment: its thread and id, as hexadecimal, which no text can break."""
    return "c" + json.dumps([row["thread"], row["id"] if "id" in row else row["comment"]]).encode().hex()


def _tables(summary: Mapping[str, Any]) -> dict[str, Any]:
    """What the page shows of the long lists: the first ``ROWS``, of many threads the most telling."""
    many = len(summary["threads"]) > 1
    holders = [p for p in summary.get("positions", ()) if p["position"] in CLAIMS]
    changed = summary["frames"]["trajectories"]["changed"] if "frames" in summary else []
    answers = [a for a in summary["network"]["answers"] if a["agree"] + a["disagree"]] if "network" in summary else []
    threads = list(summary["threads"])
    groups = summary["comparison"]["groups"] if "comparison" in summary else []
    if many:
        holders.sort(key=lambda p: -sum(p["claims"].values()))
        threads.sort(key=lambda t: -t["comments"])
        if summary.get("comparison", {}).get("by") in ("thread", "site"):
            groups = sorted(groups, key=lambda g: -g["shares"]["same"]["n"])
    answers.sort(key=lambda a: -a["agree"] - a["disagree"])
    changed = sorted(changed, key=lambda one: -len(one["changes"])) if many else changed
    return {
        "holders": holders[:ROWS], "holders_left": max(0, len(holders) - ROWS),
        "silent": [p for p in summary.get("positions", ()) if p["position"] == "none"],
        "changed": changed[:ROWS], "changed_left": max(0, len(changed) - ROWS),
        "answers": answers[:ROWS], "answers_left": max(0, len(answers) - ROWS),
        "listed": threads[:ROWS], "listed_left": max(0, len(threads) - ROWS),
        "groups": groups[:ROWS], "groups_left": max(0, len(groups) - ROWS),
        "circle": None if many else circle(summary), "columns": columns(summary),
    }  # fmt: skip


def _cited(summary: Mapping[str, Any], tables: Mapping[str, Any]) -> set[tuple[str, str]]:
    """The comments (thread, id) that the page links to, at most ``CITED``, the findings' first."""

    def every() -> Iterator[Mapping[str, Any]]:
        for finding in summary["findings"]:
            yield from finding["comments"]
        if "frames" in summary:
            yield from itertools.chain.from_iterable(summary["frames"]["telling"].values())
        for one in tables["changed"]:
            for change in one["changes"]:
                yield from (change["from"], change["to"], *change["after"])
        for holder in tables["holders"]:
            yield from holder["evidence"]
            if holder["counterclaim"]:
                yield holder["counterclaim"]

    return set(itertools.islice(dict.fromkeys((c["thread"], c["comment"]) for c in every()), CITED))


def _shown(comments: Iterable[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """The comments that are shown, as long as there is room."""
    left = TOTAL
    for row in comments:
        if left > 0:
            left -= min(len(row["text"]), LETTERS)
            yield dict(row)


def _numbers(rows: Sequence[Mapping[str, Any]], comments: Comments) -> dict[tuple[str, str], str]:
    """What the comments ``rows``, and those they answer, are called: by their number, else by their id."""
    known = {(row["thread"], row["id"]): row for row in rows}
    answered = {(row["thread"], row["parent"]) for row in rows if row.get("parent")} - known.keys()
    if answered:
        known |= {(row["thread"], row["id"]): row for row in comments.only(answered)}
    return {key: row["id"] if row.get("n") is None else str(row["n"]) for key, row in known.items()}


def _view(row: dict[str, Any], anchors: set[str], numbers: Mapping[tuple[str, str], str]) -> dict[str, Any]:
    """A comment as the template shows it: its text cut into plain, quoted and telling pieces."""
    frame = {"pair": (), "respect": (), "label": None} | (row.get("frame") or {})
    thread, answered = row["thread"], row.get("parent")
    parent = anchor({"thread": thread, "id": answered}) if answered else None
    text, end = row["text"][:LETTERS], min(len(row["text"]), LETTERS)
    spans = [
        [(min(s["start"], end), min(s["end"], end)) for s in each]
        for each in (row.get("quotes") or (), frame.get("evidence") or () if frame["label"] else ())
    ]
    return DEFAULTS | row | {
        "depth": row.get("depth") or 1, "frame": frame,
        "number": numbers[thread, row["id"]], "answers": numbers.get((thread, answered), f"id {answered}") if answered else None,
        "anchor": anchor(row), "parent_anchor": parent if parent in anchors else None, "label": frame["label"],
        "pieces": pieces(text, *spans), "left": len(row["text"]) - end,
    }  # fmt: skip


def pieces(text: str, quotes: Iterable[tuple[int, int]], evidence: Iterable[tuple[int, int]]) -> list[tuple[str, str]]:
    """``text`` cut at the edges of its spans: (class, words), class "" , "quote" or "evidence"."""
    return [
        ("evidence" if telling else "quote" if quoted else "", escape(text[start:end], keep="\n\t"))
        for start, end, (quoted, telling) in cut(len(text), quotes, evidence)
    ]


def _bars(summary: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The stacked bars: who or what, and how many of each frame."""
    frames = summary.get("frames")
    if not frames:
        return []
    out = [{"name": "speakers, one vote each", "counts": frames["speakers"]},
           {"name": "comments", "counts": frames["comments"]}]  # fmt: skip
    articles = [t["article"] for t in summary["threads"] if t.get("article")]
    if len(articles) == 1:
        labels = [p["label"] for p in articles[0]["paragraphs"]]
        out.append({"name": "the article, by paragraph", "counts": {k: labels.count(k) for k in FRAMES}})
    elif articles:
        out.append({"name": "articles", "counts": frames["article"]["counts"]})
    return [bar | {"total": sum(bar["counts"].values())} for bar in out if sum(bar["counts"].values())]
