"""The command line: each command is a thin layer over the public function of its name.

Only this module prints. Results go to standard output, everything else (progress, errors,
tables for people) to standard error, so that pipes stay clean. JSON is UTF-8 everywhere;
what people read has replacement characters where a terminal lacks a letter.
"""

from __future__ import annotations

import io
import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any, TextIO

import typer

from analyzer import __version__
from analyzer.errors import AnalyzerError, UsageError

app = typer.Typer(
    name="analyzer", no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False,
    help="Read reader-comment threads, classify every comment, summarise how the crowd frames a debate.",
)  # fmt: skip

Inputs = Annotated[list[str], typer.Argument(metavar="INPUT...", help="Files, folders, or - for standard input.")]
From = Annotated[
    str | None, typer.Option("--from", help="The input's format, by its reader's name; detected by default.")
]
Columns = Annotated[
    list[str] | None, typer.Option("--column", help="Map a column of plain rows: text=body. Repeatable.")
]
DebateName = Annotated[str, typer.Option("--debate", help="A shipped debate (open, jihadist-groups) or a TOML file.")]
Targets = Annotated[list[str] | None, typer.Option("--target", help="Topic or proposition for stance. Repeatable.")]
Models = Annotated[
    list[str] | None, typer.Option("--model", help="Replace a model: sentiment=FOLDER_OR_ID. Repeatable.")
]
Online = Annotated[bool, typer.Option("--online", help="Allow the Hugging Face hub to be asked for a model.")]
Abstain = Annotated[
    float, typer.Option("--abstain", min=0, max=1, help="Give no label whose probability is lower than this.")
]
WithQuotes = Annotated[bool, typer.Option("--with-quotes", help="Classify quoted words as if they were the speaker's.")]
Strict = Annotated[
    bool, typer.Option("--strict", help="Refuse threads that contradict themselves instead of repairing them.")
]
Salt = Annotated[
    str | None, typer.Option("--pseudonyms", metavar="SALT", help="Replace speakers by pseudonyms made with this salt.")
]


def _version(wanted: bool) -> None:
    if wanted:
        print(f"analyzer {__version__}")
        raise typer.Exit()


@app.callback()
def main(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    pass


@app.command()
def run(
    inputs: Inputs,
    out: Annotated[Path, typer.Option("-o", "--out", help="The folder to write to.")],
    debate: DebateName = "open",
    target: Targets = None,
    model: Models = None,
    format: From = None,
    column: Columns = None,
    export: Annotated[
        list[str] | None, typer.Option("--export", help="Also write: csv, parquet. Repeatable, or comma-separated.")
    ] = None,
    strict: Strict = False,
    pseudonyms: Salt = None,
    with_quotes: WithQuotes = False,
    abstain: Abstain = 0,
    online: Online = False,
) -> None:
    """The main job: parse, classify, aggregate, and write the stance summary."""
    from analyzer.run import run as job

    with _errors():
        with _progress("comments") as (on_total, on_progress):
            result = job(
                inputs, out, debate=debate, targets=target or (), models=_pairs(model, "--model"), format=format,
                columns=_pairs(column, "--column"), exports=_names(export), strict=strict, pseudonym_salt=pseudonyms,
                with_quotes=with_quotes, abstain=abstain, online=online, on_total=on_total, on_progress=on_progress,
            )  # fmt: skip
        from analyzer.terminal import show_summary

        _tell_rejects(result.journal)
        show_summary(result.summary, result.manifest, result.folder)
    raise typer.Exit(result.status)


@app.command()
def parse(
    inputs: Inputs,
    format: Annotated[
        str | None, typer.Option("--format", help="jsonl or tree; tree on a terminal, jsonl when piped.")
    ] = None,
    source_format: From = None,
    column: Columns = None,
    strict: Strict = False,
    pseudonyms: Salt = None,
) -> None:
    """Threads only: JSON Lines on standard output, a drawn tree on a terminal."""
    from analyzer.export import to_line
    from analyzer.parse import Journal
    from analyzer.parse import parse as job
    from analyzer.run import in_order

    with _errors():
        format = format or ("tree" if sys.stdout.isatty() else "jsonl")
        if format not in ("jsonl", "tree"):
            raise UsageError(f"there is no format {format!r}", remedy="use jsonl or tree")
        _encode(errors="replace") if format == "tree" else _encode(encoding="utf-8")
        journal = Journal()
        for thread in job(
            in_order(inputs), format=source_format, columns=_pairs(column, "--column"), strict=strict,
            pseudonym_salt=pseudonyms, journal=journal,
        ):  # fmt: skip
            with _standard_output():
                if format == "tree":
                    from analyzer.terminal import show_tree

                    show_tree(thread)
                else:
                    sys.stdout.writelines(to_line(comment.to_dict()) for comment in thread.comments)
        with _standard_output():
            sys.stdout.flush()
        _tell_rejects(journal)
    raise typer.Exit(journal.status)


@app.command()
def classify(
    inputs: Inputs,
    out: Annotated[Path, typer.Option("-o", "--out", help="A .jsonl, .csv or .parquet file.")],
    task: Annotated[str, typer.Option("--task", help="Any of sentiment,stance,reply,frame.")] = "sentiment,reply,frame",
    target: Targets = None,
    debate: DebateName = "open",
    model: Models = None,
    format: From = None,
    column: Columns = None,
    with_quotes: WithQuotes = False,
    abstain: Abstain = 0,
    online: Online = False,
    batch_size: Annotated[
        int, typer.Option("--batch-size", min=1, help="Comments held at a time; changes no score.")
    ] = 2048,
) -> None:
    """Batch job: labels for every comment; goes on where it was stopped."""
    from analyzer.jobs import classify_files as job

    with _errors():
        with _progress("comments") as (on_total, on_progress):
            journal = job(
                inputs, out, tasks=_names([task]), targets=target or (), debate=debate, models=_pairs(model, "--model"),
                format=format, columns=_pairs(column, "--column"), with_quotes=with_quotes, abstain=abstain, online=online,
                batch_size=batch_size, on_total=on_total, on_progress=on_progress,
            )  # fmt: skip
        _tell_rejects(journal)
    raise typer.Exit(journal.status)


@app.command()
def evaluate(
    gold: Annotated[
        list[str],
        typer.Argument(metavar="GOLD...", help="Labelled rows (JSON Lines, CSV, Parquet, Label Studio, doccano)."),
    ],
    pred: Annotated[str | None, typer.Option("--pred", help="Predictions by id; without it the model is run.")] = None,
    task: Annotated[
        str | None, typer.Option("--task", help="sentiment, stance, reply or frame; found from the labels by default.")
    ] = None,
    model: Annotated[
        str | None, typer.Option("--model", help="A folder, id or head file instead of the embedded model.")
    ] = None,
    debate: DebateName = "open",
    column: Columns = None,
    people_only: Annotated[
        bool, typer.Option("--people-only", help="Score no model: how far the annotators agree.")
    ] = False,
    adjudicate: Annotated[
        Path | None, typer.Option("--adjudicate", help="Write the rows on which annotators differ: .csv or .jsonl.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the scores as JSON.")] = False,
    online: Online = False,
) -> None:
    """Score a classifier, or a file of predictions, on labelled samples; compare annotators."""
    from analyzer.evaluate import evaluate as job

    with _errors():
        if pred is not None and (model is not None or debate != "open"):
            raise UsageError("--pred is given, so that no model is run", remedy="leave out --model and --debate, or --pred")
        with _progress("rows") as (on_total, on_progress):
            result = job(
                gold, pred, task=task, model=model, debate=debate, columns=_pairs(column, "--column"), online=online,
                people_only=people_only, adjudicate=adjudicate, progress=on_progress, on_total=on_total,
            )  # fmt: skip
        if as_json or not sys.stdout.isatty():
            _print(json.dumps(result, ensure_ascii=False, indent=1))
        if not as_json:
            from analyzer.terminal import show_scores

            show_scores(result)
    if broken := result["rows_broken"]:
        print(f"analyzer: {broken} rows could not be read, or have no text, and are not scored", file=sys.stderr)
        raise typer.Exit(1)


@app.command()
def sample(
    comments: Annotated[
        list[str], typer.Argument(metavar="COMMENTS...", help="Classified comments: what run or classify wrote.")
    ],
    out: Annotated[
        Path, typer.Option("-o", "--out", help="The sheet: .csv, .json (Label Studio) or .jsonl (doccano).")
    ],
    n: Annotated[int, typer.Option("-n", "--number", help="How many comments to draw.")] = 200,
    strategy: Annotated[
        str, typer.Option("--strategy", help="random, uncertain, stratified, or threads (whole ones).")
    ] = "random",
    by: Annotated[str, typer.Option("--by", help="Strata: any of label,language,thread.")] = "label",
    task: Annotated[str, typer.Option("--task", help="sentiment, stance, reply or frame.")] = "frame",
    format: Annotated[
        str | None, typer.Option("--format", help="csv, label-studio or doccano; by the suffix of OUT by default.")
    ] = None,
    annotator: Annotated[
        list[str] | None, typer.Option("--annotator", help="Names, for a column each in the CSV. Repeatable.")
    ] = None,
    debate: Annotated[
        str | None, typer.Option("--debate", help="The debate of the codebook; that of the comments by default.")
    ] = None,
    seed: Annotated[int, typer.Option("--seed", min=0, help="Another seed draws other comments.")] = 20141114,
) -> None:
    """Draw comments for people to label, with the codebook and each one's chance of being drawn."""
    from analyzer.sample import sample as job

    with _errors():
        drawn = job(
            comments, out, n=n, strategy=strategy, by=_names([by]), task=task, format=format,
            annotators=_names(annotator), debate=debate, seed=seed,
        )  # fmt: skip
        print(f"{len(drawn.rows)} of {drawn.population} comments: {', '.join(map(str, drawn.files))}", file=sys.stderr)


@app.command()
def summarize(
    comments: Annotated[
        list[str], typer.Argument(metavar="COMMENTS...", help="comments.jsonl files or folders that run wrote.")
    ],
    out: Annotated[
        Path | None, typer.Option("-o", "--out", help="The folder to write to; else JSON on standard output.")
    ] = None,
    gold: Annotated[
        list[str] | None, typer.Option("--gold", help="Labelled ones of them, to correct the shares. Repeatable.")
    ] = None,
    by: Annotated[
        str | None, typer.Option("--by", help="Compare: thread, site, month or year, with intervals.")
    ] = None,
) -> None:
    """The aggregates and the report again, from already classified comments."""
    from analyzer.jobs import summarize_files as job

    with _errors():
        summary = job(comments, out, by=by, gold=gold or ())
        if out is None:
            from analyzer.export import to_json

            _print(to_json(summary))
        else:
            from analyzer.terminal import show_summary

            show_summary(summary, {}, out)


@app.command()
def train(
    gold: Annotated[str, typer.Argument(metavar="GOLD", help="Labelled rows: JSON Lines, CSV or Parquet.")],
    out: Annotated[Path, typer.Option("-o", "--out", help="The head file to write, .safetensors.")],
    task: Annotated[str, typer.Option("--task", help="sentiment, stance, reply or frame.")],
    epochs: Annotated[float, typer.Option("--epochs", min=0.1, help="Passes over the rows.")] = 3,
    seed: Annotated[int, typer.Option("--seed", help="Of everything drawn.")] = 1,
    device: Annotated[str, typer.Option("--device", help="cpu, or cuda: then all nine layers learn, not the upper four.")] = "cpu",
    work: Annotated[
        Path | None, typer.Option("--work", help="A folder for checkpoints, from which a stopped run goes on.")
    ] = None,
    column: Columns = None,
) -> None:
    """Fit a head to own labels; use it with --model TASK=FILE."""
    from analyzer.training import Settings
    from analyzer.training import train as job

    with _errors():
        result = job(
            gold, out, task=task, columns=_pairs(column, "--column"), settings=Settings(epochs=epochs, seed=seed, device=device, split=5 if device == "cpu" else 0),
            work=work, say=lambda line: print(line, file=sys.stderr),
        )  # fmt: skip
        _print(json.dumps(result, ensure_ascii=False, indent=1))


@app.command()
def models(
    verify: Annotated[
        bool, typer.Option("--verify", help="Check every file's hash; exit status 1 if one differs.")
    ] = False,
) -> None:
    """List the embedded models with their size, languages, licence and file hashes."""
    from analyzer.modelcards import list_models, verify_models

    with _errors():
        if verify:
            verify_models()
            print("all model files are as shipped", file=sys.stderr)
        _print("\n".join(json.dumps(row, ensure_ascii=False) for row in list_models()))


def _names(values: list[str] | None) -> list[str]:
    return [name for value in values or () for name in value.split(",") if name]


def _pairs(values: list[str] | None, option: str) -> dict[str, str]:
    out = {}
    for value in values or ():
        key, equals, name = value.partition("=")
        if not equals or not key or not name:
            raise UsageError(f"{option} {value!r} is not NAME=VALUE", remedy=f"write for example {option} text=body")
        out[key] = name
    return out


def _print(result: str) -> None:
    """JSON on standard output."""
    _encode(encoding="utf-8")
    with _standard_output():
        print(result, flush=True)


def _encode(**settings: str) -> None:
    """Set how standard output encodes, where it is a stream that can be told."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(**settings)


@contextmanager
def _standard_output() -> Iterator[None]:
    """Names standard output in an error of writing to it."""
    try:
        yield
    except OSError as error:
        _let_go(sys.stdout)
        error.filename = "standard output"
        raise


def _let_go(stream: TextIO) -> None:
    """Write no more to a stream that failed: Python would try again, and complain, as it ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


@contextmanager
def _errors() -> Iterator[None]:
    """Turn errors raised on purpose into one line and exit status 2."""
    try:
        yield
    except AnalyzerError as error:
        from analyzer.terminal import clean

        for line in str(error).split("\n"):
            print(f"analyzer: {clean(line)}", file=sys.stderr)
        raise typer.Exit(2) from None
    except KeyboardInterrupt:
        print("analyzer: stopped", file=sys.stderr)
        raise typer.Exit(130) from None
    except BrokenPipeError:
        _let_go(sys.stdout)
        _let_go(sys.stderr)
        raise typer.Exit(0) from None
    except OSError as error:  # a full disk, a folder that may not be written
        from analyzer.terminal import clean

        where = f"{clean(str(error.filename))}: " if error.filename is not None else ""
        print(f"analyzer: {where}{error.strerror}", file=sys.stderr)
        raise typer.Exit(2) from None


@contextmanager
def _progress(unit: str) -> Iterator[tuple[Callable[[int | None], None], Callable[[int], None]]]:
    """A progress bar on standard error with rate and remaining time; silent when piped."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeRemainingColumn

    console = Console(stderr=True)
    columns: tuple[Any, ...] = (
        SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"), TimeRemainingColumn(),
    )  # fmt: skip
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        job = bar.add_task("reading", total=None, rate="")

        def on_total(total: int | None) -> None:
            bar.update(job, total=total, description=f"classifying {unit}")

        def on_progress(count: int) -> None:
            bar.advance(job, count)
            speed = bar.tasks[0].speed
            bar.update(job, rate=f"{speed:.0f} {unit}/s" if speed else "")

        yield on_total, on_progress


def _tell_rejects(journal: Any) -> None:
    from analyzer.terminal import clean

    for reject in journal.rejects[:20]:
        place = f"{reject.file}:{reject.place}" if reject.place else reject.file
        print(f"analyzer: {clean(f'{place}: {reject.reason}')}", file=sys.stderr)
    if len(journal.rejects) > 20:
        print(f"analyzer: and {len(journal.rejects) - 20} more rejects", file=sys.stderr)
