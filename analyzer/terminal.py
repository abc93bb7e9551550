"""What a person sees in the terminal: the summary, a thread's tree, scores, as tables.

Comments are hostile input: control and direction characters are shown as escapes, and
nothing is read as markup.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from analyzer.thread import Thread

COLOURS = {
    "same": "magenta", "different": "cyan", "both": "yellow", "none": "dim", "negative": "red", "positive": "green",
    "agree": "green", "disagree": "red",
}  # fmt: skip


def clean(text: str) -> str:
    """Text without the characters that a terminal obeys: each as ``\\u00xx``, line ends as blanks."""
    return escape(" ".join(text.split()))


def escape(text: str, keep: str = "") -> str:
    """Text with every control, direction and half character shown as ``\\u00xx``.

    Joiners and the two marks of direction, which Persian, Arabic and Hebrew are written
    with, stay; so do the characters of ``keep``.
    """
    keep += "\u200c\u200d\u200e\u200f"
    return "".join(
        c if c in keep or unicodedata.category(c) not in ("Cc", "Cf", "Cs") else f"\\u{ord(c):04x}" for c in text
    )


class _Console(Console):
    """A console on a closed pipe says so, as ``print`` does; Rich's own ends the program with status 1."""

    def on_broken_pipe(self) -> None:
        raise


def show_tree(thread: Thread, width: int = 100) -> None:
    """Draw a thread: one line a comment, replies indented under what they answer."""
    console = _Console(soft_wrap=False)
    title = thread.article.title if thread.article and thread.article.title else thread.id
    console.print(Text(clean(title)[:width], style="bold"))
    for comment in thread.walk():
        line = Text("  " * min(comment.depth - 1, 20))
        line.append(f"{comment.n}. ", style="dim")
        line.append(
            clean(comment.speaker) if comment.speaker else "(no name)",
            style="bold" if comment.speaker else "dim italic",
        )
        if comment.parent_source:
            line.append(f" ↳{comment.parent_source}", style="dim")
        line.append("  " + clean(comment.text)[:width])
        console.print(line, no_wrap=True, overflow="ellipsis")
    console.print(Text(f"{len(thread.comments)} comments, {len(thread.speakers)} named speakers", style="dim"))


def show_summary(summary: Mapping[str, Any], manifest: Mapping[str, Any], folder: Path) -> None:
    """The stance summary as tables on standard error."""
    console = _Console(stderr=True)
    titles = [clean(t["title"]) for t in summary["threads"] if t.get("title")]
    console.print(Text(titles[0] if len(titles) == 1 else f"{len(summary['threads'])} threads", style="bold"))
    console.print(Text(f"{summary['comments']} comments by {summary['speakers']} speakers"))
    for finding in summary["findings"]:
        console.print(Text(f"• {clean(finding['text'])}"))
    if frames := summary.get("frames"):
        table = Table(title=Text(f"Debate: {clean(summary['debate'] or '')}"), title_justify="left", show_edge=False)
        table.add_column("")
        for label in ("same", "different", "both", "none"):
            table.add_column(Text(label, style=COLOURS[label]), justify="right")
        for name in ("comments", "speakers"):
            table.add_row(name, *(str(frames[name][label]) for label in ("same", "different", "both", "none")))
        shares = frames["shares"]
        if shares["same"]["n"]:
            cells = [f"{_percent(shares[k]['estimate'])} ({100 * shares[k]['low']:.0f}–{100 * shares[k]['high']:.0f})"
                     for k in ("same", "different", "both")]  # fmt: skip
            table.add_row("share of positions", *cells, "")
        if corrected := frames.get("corrected"):
            cells = [f"{_percent(corrected[k]['estimate'])} ({100 * corrected[k]['low']:.0f}–{100 * corrected[k]['high']:.0f})"
                     for k in ("same", "different", "both", "none")]  # fmt: skip
            table.add_row("share of comments, corrected", *cells)
        console.print(table)
        for warning in (frames.get("corrected") or {}).get("warnings", ()):
            console.print(Text(clean(warning), style="yellow"))
        article = frames.get("article")
        if article and article.get("label"):
            console.print(Text("the article: ").append(article["label"], style=COLOURS[article["label"]]))
            for evidence in article["evidence"][:2]:
                console.print(Text(f"  “{clean(evidence['text'])[:160]}”", style="dim"))
    for name in ("sentiment", "replies"):
        if counts := summary.get(name):
            console.print(Text(f"{name}: ").append(", ".join(f"{label} {n}" for label, n in counts.items())))
    for target, counts in (summary.get("stance") or {}).items():
        console.print(Text(f"stance on {clean(target)}: ").append(", ".join(f"{k} {n}" for k, n in counts.items())))
    console.print(Text("languages: ").append(", ".join(f"{clean(k)} {n}" for k, n in list(summary["languages"].items())[:10])))
    for name in ("repairs", "rejects"):
        if count := manifest.get(f"{name}_total"):
            console.print(Text(f"{name}: {count}, listed in manifest.json", style="yellow"))
    console.print(
        Text(f"written to {folder}: {', '.join(sorted(path.name for path in folder.iterdir()))}", style="dim")
    )


def show_scores(result: Mapping[str, Any]) -> None:
    """The scores of ``evaluate`` as tables on standard error."""
    console = _Console(stderr=True)
    line = f"{result['task']}: {result['rows']} rows"
    if "macro_f1" in result:
        line += f", macro-F1 {_points(result['macro_f1'])}{_ends(result.get('macro_f1_interval'))}"
        line += f", accuracy {_points(result['accuracy'])}"
    if "ece" in result:
        line += f", calibration error {result['ece']:.3f} ({result['ece_by_chance']:.3f} by chance)"
    console.print(Text(line, style="bold"))
    if "labels" in result:
        table = Table("label", "precision", "recall", "F1", "rows", show_edge=False)
        for label, s in result["labels"].items():
            f1 = _points(s["f1"]) + _ends(s.get("f1_interval"))
            table.add_row(label, _points(s["precision"]), _points(s["recall"]), f1, str(s["rows"]))
        console.print(table)
    if len(result.get("languages", ())) > 1:
        table = Table("language", "macro-F1", "rows", show_edge=False)
        for lang, s in result["languages"].items():
            table.add_row(Text(clean(lang)), _points(s["macro_f1"]) + _ends(s.get("macro_f1_interval")), str(s["rows"]))
        table.add_row("mean", _points(result["mean_of_languages"]), "")
        console.print(table)
    if population := result.get("population"):
        console.print(Text(
            "the rows were drawn with unequal chances; weighed back to all comments: "
            f"macro-F1 {_points(population['macro_f1'])}, accuracy {_points(population['accuracy'])}"
        ))  # fmt: skip
    if agreement := result.get("agreement"):
        _show_agreement(console, agreement, result.get("human_ceiling"))
    for name, what in (
        ("left_out", "left out, not a label of the task"), ("unlabelled", "without a label"),
        ("ties", "not scored, as annotators tie"), ("to_adjudicate", "written for adjudication"),
    ):  # fmt: skip
        if result.get(name):
            console.print(Text(f"{what}: {clean(str(result[name]))}", style="yellow"))


def _show_agreement(console: Console, agreement: Mapping[str, Any], ceiling: Mapping[str, Any] | None) -> None:
    alpha = "cannot be told" if agreement["alpha"] is None else f"{agreement['alpha']:.2f}"
    if ends := agreement["interval"]:
        alpha += f" ({ends[0]:.2f}–{ends[1]:.2f})"
    same = f"all agree on {agreement['agree']} of {agreement['units']} rows"
    console.print(Text(f"annotators: Krippendorff's alpha {alpha}, {same}", style="bold"))
    table = Table("annotators", "rows", "agree", "Cohen's kappa", show_edge=False)
    for pair in agreement["pairs"]:
        kappa = "–" if pair["kappa"] is None else f"{pair['kappa']:.2f}"
        table.add_row(Text(clean(", ".join(pair["annotators"]))), str(pair["units"]), _percent(pair["agree"]), kappa)
    console.print(table)
    if ceiling:
        table = Table("against the others", "rows", "macro-F1", "the model, same rows", show_edge=False)
        for who, one in ceiling["annotators"].items():
            model = "–" if one["model"] is None else _points(one["model"])
            table.add_row(Text(clean(who)), str(one["rows"]), _points(one["macro_f1"]), model)
        model = "–" if ceiling["model"] is None else _points(ceiling["model"])
        table.add_row("mean: the human ceiling", "", _points(ceiling["macro_f1"]), model)
        console.print(table)


def _ends(interval: Sequence[float] | None) -> str:
    return f" ({_points(interval[0])}–{_points(interval[1])})" if interval else ""


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{100 * share:.0f} %"


def _points(share: float) -> str:
    return f"{100 * share:.1f}"
