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
import os
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from analyzer.errors import UsageError
from analyzer.parse import Journal, parse
from analyzer.tasks import TASKS
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
    abstain: float = 0.0,
    online: bool = False,
    batch_size: int = 2048,
    on_total: Callable[[int | None], None] | None = None,
    on_progress: Callable[[int], None] | None = None,
) -> Journal:
    """Classify every comment of the inputs into one file, resuming where it was stopped.

    Args:
        out: a ``.jsonl``, ``.csv`` or ``.parquet`` file. Inside an input folder it is not read.
        batch_size: comments classified together; it changes memory and speed, no score.
        Others: see ``analyzer.run.run``.

    Returns:
        The journal of the reading; rejects also stand in ``rejects.jsonl`` beside ``out``.

    Raises:
        UsageError: ``out`` has another suffix or is an input, an option is wrong, or stance is asked for
            without a target (told where the comments are few enough to be read ahead).
        InputError: nothing could be read.
    """
    from analyzer.classify import classify, make_plan
    from analyzer.export import to_line
    from analyzer.run import ahead, asked, in_order, refuse_nothing, refuse_overwriting, write_rejects

    tasks = asked(tasks, targets, debate)
    path = Path(out)
    suffix = path.suffix.lstrip(".")
    if suffix not in ("jsonl", "csv", "parquet"):
        raise UsageError(f"{path.name} ends in {path.suffix or 'nothing'}", remedy="write to .jsonl, .csv or .parquet")
    if path.is_dir():
        raise UsageError(f"{path} is a folder", remedy="give a file with -o")
    inputs = in_order(inputs)
    partial = path.with_name(path.name + ".partial")
    own = [path, partial, _whole(partial), path.with_name("rejects.jsonl")]
    refuse_overwriting(inputs, own, "file")
    plan = make_plan(tasks, debate=debate, targets=targets, models=models, with_quotes=with_quotes, abstain=abstain, online=online)
    path.parent.mkdir(parents=True, exist_ok=True)
    journal = Journal()
    threads, total = ahead(parse(inputs, format=format, columns=columns, leave_out=own, journal=journal))
    if total == 0:
        write_rejects(path.parent, journal, path.name)
        refuse_nothing(journal)
    if "stance" in tasks and not targets and total:
        threads = _with_targets(list(threads))
    if on_total is not None:
        on_total(total)
    done = _resume(partial, _job(_files(inputs, own), plan, format, columns))
    if on_progress is not None and done:
        on_progress(done)
    rest, begun = _skip(threads, done)
    with open(partial, "a", encoding="utf-8", newline="\n") as file:
        for labelled in classify(rest, plan, on_progress, chunk=batch_size):
            file.writelines(to_line(comment.to_dict()) for comment in labelled.comments[begun:])
            file.flush()
            begun = 0
    write_rejects(path.parent, journal, path.name)
    _finish(partial, path, suffix)
    return journal


def _with_targets(threads: list[Thread]) -> Iterator[Thread]:
    """The threads again.

    Raises:
        UsageError: none of their comments brings a target of its own.
    """
    if not any((comment.extra or {}).get("target") for thread in threads for comment in thread.comments):
        raise UsageError("stance is asked for, but no comment has a target",
                         remedy="give one with --target, or rows with a column target")  # fmt: skip
    return iter(threads)


def _files(inputs: Sequence[str | Path], own: Collection[Path]) -> list[list[Any]]:
    """Name, size and time of all files that the inputs stand for; not of the job's ``own`` below a folder.

    A pipe cannot be known again: its job is like no other, and starts from the beginning.
    """
    left_out, found = set(map(os.path.realpath, own)), []
    for path in map(Path, inputs):
        below = (f for f in sorted(path.rglob("*")) if f.is_file() and os.path.realpath(f) not in left_out)
        for file in below if path.is_dir() else [path]:
            stat = file.stat() if file.is_file() else None
            found.append([str(file), stat.st_size, stat.st_mtime_ns] if stat else [str(file), time.time_ns()])
    return found


def _job(files: list[list[Any]], plan: Any, format: str | None, columns: dict[str, str] | None) -> str:
    """One line that tells a job from every other: its inputs, models and options."""
    return json.dumps({
        "inputs": files, "format": format, "columns": columns or {},
        "models": {task: c.fingerprint for task, c in plan.classifiers.items()},
        "debate": repr(plan.debate), "targets": plan.targets, "with_quotes": plan.with_quotes, "abstain": plan.abstain,
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


def _whole(partial: Path) -> Path:
    """Where the finished file is written, before it takes its place."""
    return partial.with_suffix(".whole")


def _finish(partial: Path, path: Path, suffix: str) -> None:
    """Turn the partial file into the finished one, in one move."""
    from analyzer.export import exporter

    whole = _whole(partial)
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
    inputs: Sequence[str | Path],
    out: str | Path | None = None,
    *,
    by: str | None = None,
    gold: Sequence[str | Path] = (),
) -> dict[str, Any]:
    """The summary, and the report, of comments that were classified before.

    Args:
        inputs: ``comments.jsonl`` files, or folders that ``run`` wrote.
        out: where ``summary.json`` and ``report.html`` go; nothing is written without it.
        by: compare ``thread``, ``site``, ``month`` or ``year``.
        gold: labelled rows of these comments, as ``sample`` drew them: the shares are also
            given corrected for the classifier's errors, see ``analyzer.corrections``.

    Raises:
        InputError: a file is missing or is no classified comments; none of ``gold`` is of them.
        UsageError: the comments are of several debates, or ``by`` is unknown.
    """
    from analyzer.aggregate import Aggregate
    from analyzer.aggregate.compare import check_by
    from analyzer.classified import Classified, listed
    from analyzer.corrections import Correction, correct
    from analyzer.export import write_json
    from analyzer.export.report import write_report
    from analyzer.run import in_order

    if by is not None:
        check_by(by)
    paths = map(Path, in_order(inputs))
    comments = Classified([path / "comments.jsonl" if path.is_dir() else path for path in paths])
    known = dict(comments.beside("summary.json"))
    described = {(file, thread["id"]): thread for file, each in known.items() for thread in listed(each) if _is_ours(thread)}
    aggregate = Aggregate()
    correction = Correction(gold) if gold else None
    debates: set[str] = set()
    for file, rows in comments.threads():
        debates.update(row["frame"]["debate"] for row in rows if row.get("frame"))
        for row in rows if correction is not None else ():
            correction.add(row)
        thread = rows[0]["thread"]
        about = described.pop((file, thread.removesuffix(f" ({file})")), {})
        aggregate.add(_about(thread, about, file), rows, about.get("article"))
    for (file, thread), about in described.items():  # articles that nobody has commented on
        if not about.get("comments"):
            aggregate.add(_about(thread, about, file), (), about.get("article"))
    aggregate.debate, aggregate.question = _debate(debates, known.values())
    of_frames = correction is not None and correction.task == "frame"
    summary = aggregate.result(by, correction.result()[""] if of_frames else None)
    if correction is not None and not of_frames:
        correct(summary, correction)
    if out is not None:
        folder = Path(out)
        folder.mkdir(parents=True, exist_ok=True)
        manifests = [manifest for _, manifest in comments.beside("manifest.json")]
        write_json(folder / "summary.json", summary)
        write_report(folder / "report.html", summary, manifests[0] if len(comments.files) == len(manifests) == 1 else {},
                     comments)  # fmt: skip
    return summary


def _is_ours(thread: Mapping[str, Any]) -> bool:
    """Whether what a summary says of a thread is what ours say."""
    article = thread.get("article") or {"label": "none", "scores": {}, "evidence": []}
    texts = (thread.get(key) or "" for key in ("source", "title", "author", "url"))
    return isinstance(thread.get("id"), str) and all(isinstance(text, str) for text in texts) and (
        isinstance(article, Mapping) and article.keys() >= {"label", "scores", "evidence"} and article["label"] in TASKS["frame"]
    )  # fmt: skip


def _about(thread: str, known: Mapping[str, Any], file: Path) -> dict[str, Any]:
    """What ``summary.json`` beside the comments knows of a thread."""
    facts = {key: known.get(key) for key in ("declared", "title", "author", "url")}
    return {"id": thread, "source": known.get("source", str(file)), **facts}


def _debate(names: set[str], summaries: Iterable[Mapping[str, Any]]) -> tuple[str | None, str | None]:
    """The name and the question of the debate that the comments were classified for."""
    from analyzer.debates import load_debate, shipped

    if len(names) > 1:
        raise UsageError(f"the comments are of several debates: {', '.join(sorted(names))}",
                         remedy="summarize those of one debate at a time")  # fmt: skip
    asked = {each["debate"]: each.get("question") for each in summaries if isinstance(each.get("debate"), str)}
    if not names and len(asked) == 1:
        return next(iter(asked.items()))
    if not names:
        return None, None
    (name,) = names
    # A debate from a file that is not at hand: the summary beside the comments tells its question.
    return name, asked.get(name) or (load_debate(name).question if name in shipped() else None)
