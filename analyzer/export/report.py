"""``report.html``: the summary as one self-contained page, safe to open and to pass on.

Everything is escaped by the template engine, nothing is loaded from anywhere, there is no
script. A page of a million comments cannot be opened, so the comments shown are capped,
and the page says so.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from analyzer.aggregate.positions import FRAMES
from analyzer.spans import cut
from analyzer.terminal import clean, escape

SHOWN = 2000  # comments shown in full
INDENT = 12  # levels of replies that are indented; deeper ones stand at the last


def write_report(path: Path, summary: Mapping[str, Any], manifest: Mapping[str, Any], comments: Sequence[Path]) -> None:
    """Render the report.

    Args:
        path: the file to write.
        summary: what ``Aggregate.result`` returned.
        manifest: what ``make_manifest`` returned, or an empty mapping.
        comments: the ``comments.jsonl`` files, read again for the comments themselves.
    """
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("analyzer.export", "."), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    environment.filters |= {"percent": percent, "visible": visible, "anchor": anchor}
    rows = itertools.chain.from_iterable(_rows(file) for file in comments)
    cut_off = list(itertools.islice(rows, SHOWN))
    anchors = {anchor(row) for row in cut_off}
    shown = [_view(row, anchors) for row in cut_off]
    threads = [list(group) for _, group in itertools.groupby(shown, key=lambda view: view["thread"])]
    html = environment.get_template("report.html.j2").render(
        summary=summary, manifest=manifest, frames=FRAMES, threads=threads, shown=len(shown),
        total=sum(summary["kinds"].values()), anchors=anchors,
        headline=headline(summary), bars=_bars(summary), indent=INDENT,
    )  # fmt: skip
    path.write_text(html, encoding="utf-8")


def headline(summary: Mapping[str, Any]) -> str:
    """The finding in one or two sentences, with its uncertainty."""
    if not summary["comments"]:
        start = "There are no comments."
    elif not summary.get("frames"):
        return f"{summary['comments']} comments by {summary['speakers']} speakers; no frames were asked for."
    else:
        shares = summary["frames"]["shares"]
        n = shares["same"]["n"]
        if not n:
            start = f"None of the {summary['speakers']} speakers takes a position on the debate."
        else:
            parts = [
                f"{summary['frames']['speakers'][k]} hold {words} ({percent(shares[k]['estimate'])}, 95 % interval "
                f"{percent(shares[k]['low'])} to {percent(shares[k]['high'])})"
                for k, words in (("same", "“the same”"), ("different", "“different”"), ("both", "both"))
                if summary["frames"]["speakers"][k]
            ]  # fmt: skip
            voices = f"{n} speaker{'s' if n != 1 else ''} of {summary['speakers']}"
            start = f"{voices} take{'s' if n == 1 else ''} a position: {'; '.join(parts)}."
    article = (summary.get("frames") or {}).get("article")
    if article and article.get("label"):
        words = {
            "same": "argues “the same”",
            "different": "argues “different”",
            "both": "argues both",
            "none": "takes no side",
        }
        start += f" The article itself {words[article['label']]}."
    return start


def percent(share: float | None) -> str:
    return "–" if share is None else f"{100 * share:.0f} %"


def visible(value: Any) -> str:
    """One line of text for a reader, its invisible control characters shown."""
    return clean(str(value))


def anchor(row: Mapping[str, Any]) -> str:
    """The page's own id for a comment: its thread and id, as hexadecimal, which no text can break."""
    return "c" + json.dumps([row["thread"], row["id"]]).encode().hex()


def _rows(file: Path) -> Iterator[dict[str, Any]]:
    with open(file, encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def _view(row: dict[str, Any], anchors: set[str]) -> dict[str, Any]:
    """A comment as the template shows it: its text cut into plain, quoted and telling pieces."""
    frame = row.get("frame") or {}
    parent = anchor({"thread": row["thread"], "id": row["parent"]}) if row.get("parent") else None
    return row | {
        "anchor": anchor(row), "parent_anchor": parent if parent in anchors else None, "label": frame.get("label"),
        "pieces": pieces(
            row["text"], [(q["start"], q["end"]) for q in row.get("quotes", ())],
            [(e["start"], e["end"]) for e in frame.get("evidence", ())],
        ),
    }  # fmt: skip


def pieces(text: str, quotes: Iterable[tuple[int, int]], evidence: Iterable[tuple[int, int]]) -> list[tuple[str, str]]:
    """``text`` cut at the edges of its spans: (class, words), class "" , "quote" or "evidence"."""
    return [
        ("evidence" if telling else "quote" if quoted else "", escape(text[start:end], keep="\n\t"))
        for start, end, (quoted, telling) in cut(len(text), quotes, evidence)
    ]


def _bars(summary: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The stacked bars at the top: who or what, and how many of each frame."""
    frames = summary.get("frames")
    if not frames:
        return []
    out = [
        {"name": "comments", "counts": frames["comments"]},
        {"name": "speakers, one voice each", "counts": frames["speakers"]},
    ]
    articles = [t["article"] for t in summary["threads"] if t.get("article")]
    if len(articles) == 1:
        labels = [p["label"] for p in articles[0]["paragraphs"]]
        out.append({"name": "the article, by paragraph", "counts": {k: labels.count(k) for k in FRAMES}})
    return [bar | {"total": sum(bar["counts"].values())} for bar in out if sum(bar["counts"].values())]
