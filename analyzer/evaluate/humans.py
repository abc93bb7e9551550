"""The human side of an evaluation: agreement, the ceiling it sets, what is left to decide."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from analyzer.agreement import alpha_interval, cohen_kappas, krippendorff_alpha
from analyzer.cells import cell
from analyzer.classify.base import TASKS
from analyzer.errors import UsageError
from analyzer.evaluate.annotations import DECIDES, Labelled, Unit, labels_of, rows_there
from analyzer.evaluate.rows import as_text
from analyzer.evaluate.scores import confusion, macro_f1
from analyzer.export import to_line

_CONTEXT = ("thread", "title", "parent_text", "target", "lang", "text")


def agreement(found: Labelled) -> dict[str, Any]:
    """Krippendorff's alpha (nominal, missing labels allowed) and Cohen's kappa of each pair.

    Returns:
        ``alpha`` with its bootstrap ``interval``; ``units`` that have two labels or more, how many
        of them all annotators ``agree`` on; ``pairs``, see ``cohen_kappas``.
    """
    shared = [unit for unit in found.units if len(unit.votes) > 1]
    votes = [list(unit.votes.values()) for unit in shared]
    alpha = krippendorff_alpha(votes)
    ends = alpha_interval(votes, clusters(shared)) if alpha is not None else None
    labels: dict[str, dict[int, str]] = {who: {} for who in found.annotators}
    for number, unit in enumerate(found.units):
        for who, label in unit.votes.items():
            labels[who][number] = label
    return {
        "alpha": None if alpha is None else round(alpha, 4),
        "interval": None if ends is None else [round(end, 4) for end in ends],
        "units": len(shared), "agree": sum(len(set(each)) == 1 for each in votes),
        "pairs": cohen_kappas(labels),
    }  # fmt: skip


def human_ceiling(found: Labelled, guesses: Mapping[int, str] | None = None) -> dict[str, Any] | None:
    """Each annotator scored against the others, and the model on the very same terms.

    An annotator's truth is what most of the other annotators say; units where the others tie
    or say nothing do not count. The model is scored against that truth on the same units, so
    that the two means can be compared.

    Args:
        guesses: unit number to the model's label.

    Returns:
        ``macro_f1`` (mean over annotators), ``annotators`` (each with ``rows``, ``macro_f1`` and
        ``model``), ``model`` (mean); None where no two annotators share a unit.
    """
    labels, each = TASKS[found.task], {}
    for who in found.annotators:
        truth, said, model = [], [], []
        for number, unit in enumerate(found.units):
            others = {name: label for name, label in unit.votes.items() if name != who}
            most = Unit(unit.row, others).truth if others else None
            if who in unit.votes and most is not None:
                truth.append(most)
                said.append(unit.votes[who])
                model.append((guesses or {}).get(number))
        if truth:
            ready = None not in model
            each[who] = {
                "rows": len(truth), "macro_f1": round(macro_f1(confusion(truth, said, labels)), 4),
                "model": round(macro_f1(confusion(truth, model, labels)), 4) if ready else None,  # type: ignore[arg-type]
            }  # fmt: skip
    if not each:
        return None
    models = [one["model"] for one in each.values() if one["model"] is not None]
    return {
        "macro_f1": round(sum(one["macro_f1"] for one in each.values()) / len(each), 4),
        "model": round(sum(models) / len(models), 4) if len(models) == len(each) else None,
        "annotators": each,
    }


def clusters(units: Sequence[Unit]) -> list[Any]:
    """What bootstraps draw as a whole: threads, where there are several; else the units themselves."""
    threads = [as_text(unit.row.get("thread")) for unit in units]
    if len({thread for thread in threads if thread}) < 2:
        return list(range(len(units)))
    return [("thread", thread) if thread else i for i, thread in enumerate(threads)]


def check_adjudication(found: Labelled, path: str | Path) -> None:
    """See that ``write_adjudication`` can write there, before a model is asked.

    Raises:
        UsageError: it is no file for it, or holds decisions that ``found`` has not.
    """
    path = Path(path)
    if path.suffix not in (".csv", ".jsonl"):
        raise UsageError(f"{path.name} ends in {path.suffix or 'nothing'}", remedy="write to .csv or .jsonl")
    there, ours = (
        {(key, label) for key, who, label in labels_of(rows) if who in DECIDES}
        for rows in (rows_there(path), list(_to_adjudicate(found, {})))
    )
    if there - ours:
        raise UsageError(
            f"{path} holds labels that these files do not", remedy="give another name, or read it too, as one of GOLD"
        )


def write_adjudication(found: Labelled, path: str | Path, guesses: Mapping[int, str] | None = None) -> int:
    """Write the units on which annotators differ, each with all labels and an empty ``label:adjudicated``.

    Filled in and given to ``evaluate`` again, that column is the truth.

    Args:
        path: a ``.csv`` or ``.jsonl`` file, see ``check_adjudication``.
        guesses: unit number to the model's label, shown as ``model``.

    Returns:
        How many there are.
    """
    path, rows = Path(path), list(_to_adjudicate(found, guesses or {}))
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.suffix == ".jsonl":
        path.write_text("".join(map(to_line, rows)), encoding="utf-8")
    else:
        names = list(rows[0]) if rows else ["comment_id", "thread", "text", "label:adjudicated"]
        with open(path, "w", encoding="utf-8-sig", newline="") as file:
            table = csv.DictWriter(file, names, lineterminator="\r\n")
            table.writeheader()
            table.writerows({k: cell(v) for k, v in row.items()} for row in rows)
    return len(rows)


def _to_adjudicate(found: Labelled, guesses: Mapping[int, str]) -> Iterator[dict[str, Any]]:
    """The rows for ``write_adjudication``.

    How the sample was drawn is not among them: those on which people differ are no draw, and by themselves
    they must not be taken for one. Beside the sheet they need it not.
    """
    for number, unit in enumerate(found.units):
        if len(set(unit.votes.values())) > 1:
            counts = Counter(unit.votes.values()).most_common()
            yield (
                {"comment_id": unit.row.get("id")} | {k: unit.row.get(k) for k in _CONTEXT} | {"task": found.task}
                | {f"label:{who}": unit.votes.get(who) for who in found.annotators}
                | ({"model": guesses.get(number)} if guesses else {})
                | {"votes": ", ".join(f"{label} {n}" for label, n in counts)}
                | {"label:adjudicated": next((unit.labels[j] for j in unit.labels if j not in unit.votes), None)}
            )  # fmt: skip
