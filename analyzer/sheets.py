"""Sheets for annotators: a drawn sample as a table, or as a project of Label Studio or doccano.

Each is written with its codebook. Comments are hostile input: no cell becomes a formula, and
nothing of a comment stands in the labelling configuration.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any
from xml.sax.saxutils import quoteattr

from analyzer.cells import cell
from analyzer.codebook import Codebook
from analyzer.errors import UsageError
from analyzer.evaluate.annotations import labels_of, rows_there
from analyzer.export import to_line

_SUFFIXES = {".csv": "csv", ".json": "label-studio", ".jsonl": "doccano"}
_COLOURS = ("#d55e00", "#0072b2", "#cc79a7", "#999999")  # of Okabe and Ito, told apart by the colour-blind

Rows = Sequence[Mapping[str, Any]]
Sheet = Callable[[Rows, str, Sequence[str], Codebook], tuple[Path, ...]]


def sheet(out: str | Path, format: str | None = None) -> Sheet:
    """The writer for ``out``, called with rows, task, annotators and codebook; it returns the files.

    Raises:
        UsageError: there is no such format, or the suffix names none; ``out`` holds labels that would be lost.
    """
    out = Path(out)
    name = format or _SUFFIXES.get(out.suffix)
    if name not in _WRITERS:
        said = f"there is no sheet {name!r}" if format else f"{out.name} ends in {out.suffix or 'nothing'}"
        raise UsageError(said, remedy="use csv (.csv), label-studio (.json) or doccano (.jsonl)")
    if out.is_dir():
        raise UsageError(f"{out} is a folder", remedy="give a file with -o")
    if labels_of(rows_there(out)):
        raise UsageError(f"{out} holds labels already", remedy="give another name with -o, or move it away")
    return partial(_WRITERS[name], out)


def write_csv(out: Path, rows: Rows, task: str, annotators: Sequence[str], codebook: Codebook) -> tuple[Path, ...]:
    """A table with an empty column ``label``, or ``label:NAME`` for each annotator; the codebook beside it."""
    blank = [f"label:{name}" for name in annotators] or ["label"]
    names = [name for name in rows[0] if name != "inclusion"]
    at = names.index("text") + 1
    names = [*names[:at], *blank, *names[at:], "inclusion"]
    out.parent.mkdir(parents=True, exist_ok=True)
    with open(out, "w", encoding="utf-8-sig", newline="") as file:
        table = csv.DictWriter(file, names, restval="", lineterminator="\r\n")
        table.writeheader()
        table.writerows({name: cell(value) for name, value in row.items()} for row in rows)
    return out, _page(out, codebook)


def write_label_studio(
    out: Path, rows: Rows, task: str, annotators: Sequence[str], codebook: Codebook
) -> tuple[Path, ...]:
    """Tasks to import into Label Studio, and the labelling configuration to paste, with the codebook in it."""
    tasks = [{"data": {name: "" if value is None else value for name, value in row.items()}} for row in rows]
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(json.dumps(tasks, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    config = out.with_name(f"{out.stem}.config.xml")
    config.write_text(label_studio_config(codebook, stance=task == "stance"), encoding="utf-8")
    return out, config


def label_studio_config(codebook: Codebook, stance: bool = False) -> str:
    """The labelling configuration (https://labelstud.io/tags): title, parent, comment, choices, codebook."""

    def header(text: str, size: int) -> str:
        return f'      <Header size="{size}" value={quoteattr(text)}/>'

    choices = [
        f"    <Choice value={quoteattr(label.name)} hint={quoteattr(label.means)} hotkey={quoteattr(str(number))}/>"
        for number, label in enumerate(codebook.labels, 1)
    ]
    told = [f"{label.name}: {label.means}" for label in codebook.labels] + codebook.lines()
    return "\n".join([
        "<View>",
        '  <Header size="4" value="$title"/>',
        '  <Header size="5" value="It answers:"/>',
        '  <Text name="parent" value="$parent_text"/>',
        '  <Header size="5" value="The comment:"/>',
        '  <Text name="text" value="$text"/>',
        *(['  <Header size="5" value="Target:"/>', '  <Text name="target" value="$target"/>'] if stance else []),
        f'  <Header size="4" value={quoteattr(codebook.question)}/>',
        f'  <Choices name={quoteattr(codebook.task)} toName="text" choice="single" required="true" showInline="true">',
        *choices,
        "  </Choices>",
        "  <Collapse>",
        '    <Panel value="Codebook">',
        *(header(line, 6) for line in told),
        "    </Panel>",
        "  </Collapse>",
        "</View>",
        "",
    ])  # fmt: skip


def write_doccano(out: Path, rows: Rows, task: str, annotators: Sequence[str], codebook: Codebook) -> tuple[Path, ...]:
    """Rows to import into a doccano project of text classification, its labels, and the guideline to paste.

    doccano shows one text and, beside it, the other fields: parent, title and target stand there.
    """
    out.parent.mkdir(parents=True, exist_ok=True)
    kept = ({"text": row["text"], "label": [], **{k: v for k, v in row.items() if v not in (None, "")}} for row in rows)
    out.write_text("".join(map(to_line, kept)), encoding="utf-8")
    labels = [
        {"text": label.name, "suffix_key": str(number), "background_color": colour, "text_color": "#ffffff"}
        for number, (label, colour) in enumerate(zip(codebook.labels, _COLOURS), 1)
    ]
    file = out.with_name(f"{out.stem}.labels.json")
    file.write_text(json.dumps(labels, indent=1) + "\n", encoding="utf-8")
    return out, file, _page(out, codebook)


_WRITERS = {"csv": write_csv, "label-studio": write_label_studio, "doccano": write_doccano}


def _page(out: Path, codebook: Codebook) -> Path:
    page = out.with_name(f"{out.stem}.codebook.md")
    page.write_text(codebook.markdown(), encoding="utf-8")
    return page
