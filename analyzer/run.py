"""The main job: comments in, a stance summary out."""

from __future__ import annotations

import itertools
import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from analyzer.errors import InputError, UsageError
from analyzer.parse import Journal, parse
from analyzer.thread import Thread

BUFFER = 20_000  # comments parsed ahead, so that progress knows its total
WRITTEN = ("summary.json", "manifest.json", "report.html", "rejects.jsonl")  # beside the comments
LISTED = 1000  # repairs and rejects listed in the manifest; all rejects stand in rejects.jsonl


@dataclass(frozen=True)
class RunResult:
    """What ``run`` made: the summary, the manifest, where they stand, and the journal of the reading."""

    summary: dict[str, Any]
    manifest: dict[str, Any]
    folder: Path
    journal: Journal

    @property
    def status(self) -> int:
        """The exit status: 0 all read, 1 something rejected."""
        return self.journal.status


def run(
    inputs: Sequence[str | Path],
    out: str | Path,
    *,
    debate: str = "open",
    tasks: Sequence[str] = ("sentiment", "reply", "frame"),
    targets: Sequence[str] = (),
    models: dict[str, str] | None = None,
    format: str | None = None,
    columns: dict[str, str] | None = None,
    exports: Sequence[str] = (),
    strict: bool = False,
    pseudonym_salt: str | None = None,
    with_quotes: bool = False,
    abstain: float = 0.0,
    online: bool = False,
    on_total: Callable[[int | None], None] | None = None,
    on_progress: Callable[[int], None] | None = None,
) -> RunResult:
    """Parse, classify, aggregate, and write the stance summary.

    Writes ``comments.jsonl``, ``summary.json``, ``manifest.json`` and ``report.html``
    into ``out``, ``rejects.jsonl`` where something could not be read, and one file for
    each name in ``exports``.

    Args:
        inputs: files, folders, or ``-``.
        out: the folder to write to; made where it is missing. Inside an input folder it is not read.
        debate: a shipped debate or a TOML file.
        tasks: which labels are wanted.
        targets: stance targets; giving any adds the task ``stance``.
        models: other models than the embedded ones, by task.
        format, columns, strict, pseudonym_salt: see ``parse``.
        exports: names of further exporters, see ``analyzer.export``.
        with_quotes: classify quoted words too.
        abstain: give no label (null) where its probability is lower; such labels count in no share.
        online: allow the Hugging Face hub to be asked for models.
        on_total: told the number of comments to come, or None where it is not known yet.
        on_progress: told the number of comments just finished.

    Raises:
        UsageError, DebateError, ModelError: before anything is read.
        InputError: nothing at all could be read; ``rejects.jsonl`` is written first.
    """
    from analyzer.aggregate import Aggregate, add_thread
    from analyzer.classify import classify, make_plan
    from analyzer.export import exporter, exporters, write_json

    tasks = asked(tasks, targets, debate)
    folder = Path(out)
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"{folder} is a file", remedy="give a folder with -o")
    own = [folder, *(folder / name for name in (*WRITTEN, *(f"comments.{name}" for name in exporters())))]
    refuse_overwriting(inputs, own[1:], "folder")
    chosen = {name: exporter(name) for name in dict.fromkeys(("jsonl", *exports))}
    plan = make_plan(tasks, debate=debate, targets=targets, models=models, with_quotes=with_quotes, abstain=abstain, online=online)
    folder.mkdir(parents=True, exist_ok=True)
    journal = Journal()
    threads, total = ahead(parse(
        in_order(inputs), format=format, columns=columns, strict=strict, pseudonym_salt=pseudonym_salt, leave_out=own,
        journal=journal,
    ))  # fmt: skip
    if total == 0:
        write_rejects(folder, journal)
        refuse_nothing(journal)
    if on_total is not None:
        on_total(total)
    aggregate = Aggregate(plan.debate)
    writers = [make(folder / f"comments.{name}") for name, make in chosen.items()]
    for labelled in classify(threads, plan, on_progress):
        add_thread(aggregate, labelled)
        rows = [comment.to_dict() for comment in labelled.comments]
        for writer in writers:
            writer.add(rows)
    for writer in writers:
        writer.close()
    write_rejects(folder, journal)
    summary = aggregate.result()
    manifest = make_manifest(journal, plan, {
        "debate": debate, "tasks": list(tasks), "targets": list(targets), "models": dict(models or {}),
        "format": format, "columns": dict(columns or {}), "strict": strict,
        "pseudonyms": pseudonym_salt is not None, "with_quotes": with_quotes, "abstain": abstain,
    })  # fmt: skip
    write_json(folder / "summary.json", summary)
    write_json(folder / "manifest.json", manifest)
    from analyzer.classified import Classified
    from analyzer.export.report import write_report

    write_report(folder / "report.html", summary, manifest, Classified([folder / "comments.jsonl"]))
    return RunResult(summary, manifest, folder, journal)


def asked(tasks: Sequence[str], targets: Sequence[str], debate: str) -> tuple[str, ...]:
    """The tasks, ``stance`` among them where there are targets.

    Raises:
        UsageError: a debate is chosen whose frames are not asked for.
    """
    if debate != "open" and "frame" not in tasks:
        raise UsageError(f"the debate {debate!r} is given, but its frames are not asked for", remedy="add the task frame")
    return (*tasks, "stance") if targets and "stance" not in tasks else tuple(tasks)


def refuse_overwriting(inputs: Iterable[str | Path], written: Iterable[Path], other: str) -> None:
    """Raise ``UsageError`` where an input is one of the files ``written``; ``other`` is what to give another of."""
    taken = {path.resolve() for path in written}
    for one in inputs:
        if Path(one).resolve() in taken:
            raise UsageError(f"{one} would be overwritten while it is read", remedy=f"give another {other} with -o")


def in_order(inputs: Sequence[str | Path]) -> list[str]:
    """Each input once, by name, so that the order in which they are given changes no byte."""
    return sorted(set(map(str, inputs)))


def refuse_nothing(journal: Journal) -> None:
    """Raise ``InputError`` with every source's reason, where nothing at all could be read."""
    if journal.status == 2:
        raise InputError("\n".join(f"{entry.name}: {entry.error}" for entry in journal.sources))


def ahead(threads: Iterable[Thread], limit: int = BUFFER) -> tuple[Iterator[Thread], int | None]:
    """The same threads, and the number of their comments if it is below ``limit``."""
    threads = iter(threads)
    held, size = [], 0
    for thread in threads:
        held.append(thread)
        size += len(thread.comments)
        if size >= limit:
            return itertools.chain(held, threads), None
    return iter(held), size


def write_rejects(folder: Path, journal: Journal, out: str = "") -> None:
    """The rejects of one job in the folder's ``rejects.jsonl``, in the place of those it had before.

    Jobs that write into one folder share the file, and none removes what another rejected.

    Args:
        out: the file that the job writes, by which its lines are known again; "" for ``run``.
    """
    path, mine = folder / "rejects.jsonl", {"out": out} if out else {}
    before = path.read_text("utf-8", "surrogateescape").split("\n") if path.is_file() else []
    kept = [line for line in before if line and _job_of(line) != out]
    lines = [json.dumps(reject.to_dict() | mine, ensure_ascii=False) for reject in journal.rejects]
    if not kept and not lines:
        path.unlink(missing_ok=True)
        return
    text = "".join(f"{line}\n" for line in sorted([*kept, *lines], key=_job_of))
    path.write_text(text, encoding="utf-8", errors="surrogateescape")


def _job_of(line: str) -> str:
    """The output of the job that rejected something; "" for a line that names none."""
    try:
        return str(json.loads(line).get("out", ""))
    except (ValueError, AttributeError):
        return ""


def make_manifest(journal: Journal, plan: Any, options: dict[str, Any]) -> dict[str, Any]:
    """Everything needed to repeat the run, and everything that was repaired or left out."""
    from importlib.metadata import version

    from analyzer import __version__

    packages = ("torch", "transformers", "tokenizers", "numpy")
    return {
        "analyzer": __version__,
        "python": ".".join(map(str, sys.version_info[:3])),
        "packages": {name: version(name) for name in packages},
        "options": options,
        "models": {
            task: {
                "name": c.name, "fingerprint": c.fingerprint,
                "precision": getattr(getattr(c, "trunk", None), "dtype", "float32"),
            }
            for task, c in plan.classifiers.items()
        },
        "sources": [entry.to_dict() | {"sha256": _digest(entry.name)} for entry in journal.sources],
        "counts": dict(sorted(plan.counts.items())) | {
            "texts read in windows": sum(getattr(c, "windowed", 0) for c in plan.classifiers.values()),
            "targets or parents shortened": sum(getattr(c, "shortened", 0) for c in plan.classifiers.values()),
        },
        "repairs": [{"thread": thread, **repair.to_dict()} for thread, repair in journal.repairs[:LISTED]],
        "repairs_total": len(journal.repairs),
        "rejects": [reject.to_dict() for reject in journal.rejects[:LISTED]],
        "rejects_total": len(journal.rejects),
    }  # fmt: skip


def _digest(name: str) -> str | None:
    """The hash of a source file; None for standard input and archive members."""
    import hashlib

    if not os.path.isfile(name):
        return None
    with open(name, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
