"""Jobs over files: ``classify_files`` (the batch job) and ``summarize_files``.

The batch job writes finished comments to ``OUT.partial`` at once, one line each, below a
first line that says what the job is. Started again, it reads how far it came, parses the
same input, and goes on behind the last whole line; the finished file is the same, byte
for byte, as without the interruption.
"""

from __future__ import annotations

import hashlib
import itertools
import json
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from analyzer.errors import AnalyzerError, MalformedInput, MissingInput, UsageError
from analyzer.parse import Journal, parse
from analyzer.thread import Thread


def classify_files(
    inputs: Sequence[str | Path],
    out: str | Path,
    *,
    tasks: Sequence[str] = ("sentiment", "reply", "frame"),
    targets: Sequence[str] = (),
    debate: str = "open",
    models: dict[str, str] | None = None,
    format: str | None = None,
    columns: dict[str, str] | None = None,
    with_quotes: bool = False,
    online: bool = False,
    batch_size: int = 2048,
    on_total: Callable[[int | None], None] | None = None,
    on_progress: Callable[[int], None] | None = None,
) -> Journal:
    """Classify every comment of the inputs into one file, resuming where it was stopped.

    Args:
        out: a ``.jsonl``, ``.csv`` or ``.parquet`` file.
        batch_size: comments classified together; it changes memory and speed, no score.
        Others: see ``analyzer.run.run``.

    Returns:
        The journal of the reading; rejects also stand in ``rejects.jsonl`` beside ``out``.

    Raises:
        UsageError: ``out`` has another suffix, or an option is wrong.
        InputError: nothing could be read.
    """
    from analyzer.classify import classify, make_plan
    from analyzer.export import to_line
    from analyzer.run import ahead, in_order, refuse_nothing, write_rejects

    path = Path(out)
    suffix = path.suffix.lstrip(".")
    if suffix not in ("jsonl", "csv", "parquet"):
        raise UsageError(f"{path.name} ends in {path.suffix or 'nothing'}", remedy="write to .jsonl, .csv or .parquet")
    if path.is_dir():
        raise UsageError(f"{path} is a folder", remedy="give a file with -o")
    inputs = in_order(inputs)
    plan = make_plan(tasks, debate=debate, targets=targets, models=models, with_quotes=with_quotes, online=online)
    path.parent.mkdir(parents=True, exist_ok=True)
    journal = Journal()
    threads, total = ahead(parse(inputs, format=format, columns=columns, journal=journal))
    if total == 0:
        write_rejects(path.parent, journal)
        refuse_nothing(journal)
    if on_total is not None:
        on_total(total)
    partial = path.with_name(path.name + ".partial")
    done = _resume(partial, _job(inputs, plan, format, columns))
    if on_progress is not None and done:
        on_progress(done)
    rest, begun = _skip(threads, done)
    with open(partial, "a", encoding="utf-8", newline="\n") as file:
        for labelled in classify(rest, plan, on_progress, chunk=batch_size):
            file.writelines(to_line(comment.to_dict()) for comment in labelled.comments[begun:])
            file.flush()
            begun = 0
    write_rejects(path.parent, journal)
    _finish(partial, path, suffix)
    return journal


def _job(inputs: Sequence[str | Path], plan: Any, format: str | None, columns: dict[str, str] | None) -> str:
    """One line that tells a job from every other: its inputs, models and options."""
    files = []
    for path in map(Path, inputs):
        for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
            stat = file.stat() if file.is_file() else None
            # A pipe cannot be known again: its job is like no other, and starts from the beginning.
            files.append([str(file), stat.st_size, stat.st_mtime_ns] if stat else [str(file), time.time_ns()])
    return json.dumps({
        "inputs": files, "format": format, "columns": columns or {},
        "models": {task: c.fingerprint for task, c in plan.classifiers.items()},
        "debate": repr(plan.debate), "targets": plan.targets, "with_quotes": plan.with_quotes,
    }, sort_keys=True, ensure_ascii=False)  # fmt: skip


def _resume(partial: Path, job: str) -> int:
    """The number of whole comments in a partial file of the same job; makes the file otherwise.

    A last line that an interruption cut off is removed.
    """
    head = json.dumps({"job": hashlib.sha256(job.encode()).hexdigest()}) + "\n"
    if partial.is_file():
        with open(partial, "rb+") as file:
            if file.readline() == head.encode():
                whole, lines = file.tell(), 0
                for line in file:
                    if line.endswith(b"\n"):
                        whole += len(line)
                        lines += 1
                file.truncate(whole)
                return lines
    partial.write_text(head, encoding="utf-8")
    return 0


def _skip(threads: Iterator[Thread], done: int) -> tuple[Iterator[Thread], int]:
    """The threads that are not finished, and how many comments of the first of them are."""
    for thread in threads:
        if len(thread.comments) > done:
            return itertools.chain([thread], threads), done
        done -= len(thread.comments)
    return iter(()), 0


def _finish(partial: Path, path: Path, suffix: str) -> None:
    """Turn the partial file into the finished one, in one move."""
    from analyzer.export import exporter

    whole = partial.with_suffix(".whole")
    with open(partial, encoding="utf-8") as lines:
        next(lines)
        if suffix == "jsonl":
            with open(whole, "w", encoding="utf-8", newline="\n") as file:
                file.writelines(lines)
        else:
            writer = exporter(suffix)(whole)
            writer.add(map(json.loads, lines))
            writer.close()
    whole.replace(path)
    partial.unlink()


def summarize_files(
    inputs: Sequence[str | Path], out: str | Path | None = None, *, gold: Sequence[str | Path] = ()
) -> dict[str, Any]:
    """The summary, and the report, of comments that were classified before.

    Args:
        inputs: ``comments.jsonl`` files, or folders that ``run`` wrote.
        out: where ``summary.json`` and ``report.html`` go; nothing is written without it.
        gold: labelled rows of these comments, as ``sample`` drew them: the shares are also
            given corrected for the classifier's errors, see ``analyzer.corrections``.

    Raises:
        InputError: a file is missing or is no classified comments; none of ``gold`` is of them.
    """
    from analyzer.aggregate import Aggregate
    from analyzer.corrections import Correction, correct
    from analyzer.debates import load_debate
    from analyzer.export import write_json
    from analyzer.export.report import write_report
    from analyzer.run import in_order

    paths = map(Path, in_order(inputs))
    files = [path / "comments.jsonl" if path.is_dir() else path for path in paths]
    names: set[str] = set()
    aggregate = Aggregate()
    correction = Correction(gold) if gold else None
    for file in files:
        articles = _articles(file)
        for rows in _threads_of(file):
            names.update(row["frame"]["debate"] for row in rows if row.get("frame"))
            known = articles.get(rows[0].get("thread"), {})
            if correction is not None:
                for row in rows:
                    correction.add(row)
            aggregate.add(
                {
                    "id": rows[0].get("thread"), "source": known.get("source", str(file)),
                    **{key: known.get(key) for key in ("declared", "title", "author", "url")},
                },
                rows, known.get("article"),
            )  # fmt: skip
    if len(names) == 1:
        try:
            aggregate.debate = load_debate(names.pop())
        except AnalyzerError:
            pass  # a debate from a file that is not at hand: its name stands in the comments
    summary = aggregate.result()
    if correction is not None:
        correct(summary, correction)
    if out is not None:
        folder = Path(out)
        folder.mkdir(parents=True, exist_ok=True)
        write_json(folder / "summary.json", summary)
        write_report(folder / "report.html", summary, {}, files)
    return summary


def _threads_of(file: Path) -> Iterator[list[dict[str, Any]]]:
    """Runs of rows with the same thread."""
    try:
        with open(file, encoding="utf-8") as lines:
            for _, rows in itertools.groupby(_rows(file, lines), key=lambda row: row.get("thread")):
                yield list(rows)
    except OSError as error:
        raise MissingInput(f"cannot be opened ({error.strerror})", where=str(file)) from None


def _rows(file: Path, lines: Iterable[str]) -> Iterator[dict[str, Any]]:
    for number, line in enumerate(lines, 1):
        try:
            row = json.loads(line)
            if not isinstance(row["text"], str) or "id" not in row:
                raise KeyError("text")
        except (ValueError, KeyError, TypeError):
            raise MalformedInput(
                "is not a classified comment", where=f"{file}:{number}",
                remedy="give the comments.jsonl of analyzer run or classify",
            ) from None  # fmt: skip
        yield row


def _articles(file: Path) -> dict[str | None, dict[str, Any]]:
    """What ``summary.json`` beside the comments knows of their threads."""
    path = file.with_name("summary.json")
    if not path.is_file():
        return {}
    return {thread["id"]: thread for thread in json.loads(path.read_text(encoding="utf-8")).get("threads", ())}
