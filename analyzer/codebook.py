"""The codebooks: what annotators are told, from ``data/codebook``, one a task."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass

from analyzer.classify.base import TASKS
from analyzer.debates import Debate
from analyzer.errors import UsageError
from analyzer.paths import data_folder


@dataclass(frozen=True)
class LabelText:
    """One label: what it means, and phrases that speak for it."""

    name: str
    means: str
    examples: tuple[str, ...] = ()


@dataclass(frozen=True)
class Codebook:
    """What annotators of one task are told."""

    task: str
    question: str
    labels: tuple[LabelText, ...]
    rules: tuple[str, ...]
    debate: tuple[str, ...] = ()

    def lines(self) -> list[str]:
        """The rules as plain lines, those of the debate first."""
        return [*self.debate, *self.rules]

    def markdown(self) -> str:
        """The whole codebook as a page."""
        out = [f"# Codebook: {self.task}", "", self.question, ""]
        for label in self.labels:
            signs = f" Signs: {', '.join(f'“{example}”' for example in label.examples)}." if label.examples else ""
            out.append(f"- **{label.name}**: {label.means}{signs}")
        out += ["", *(f"{number}. {line}" for number, line in enumerate(self.lines(), 1)), ""]
        return "\n".join(out)


def load_codebook(task: str, debate: Debate | None = None) -> Codebook:
    """The codebook of a task, for frames with the parties and propositions of their debate.

    Raises:
        UsageError: there is no such task.
    """
    if task not in TASKS:
        raise UsageError(f"there is no task {task!r}", remedy=f"use one of: {', '.join(TASKS)}")
    found = tomllib.loads((data_folder() / "codebook" / f"{task}.toml").read_text(encoding="utf-8"))
    lines: list[str] = []
    if task == "frame" and debate is not None:
        lines.append(f"The debate: {debate.question}")
        if debate.parties:
            names = ", ".join(party.name for party in debate.parties)
            lines.append(f"Its parties: {names}. A claim about others is none.")
        else:
            lines.append("Any two parties count: groups, persons, peoples, products, ideas.")
        lines += [f"To claim same is to claim: {debate.same}", f"To claim different is to claim: {debate.different}"]
    labels = tuple(LabelText(each["name"], each["means"], tuple(each["examples"])) for each in found["labels"])
    return Codebook(task, found["question"], labels, tuple(found["rules"]["list"]), tuple(lines))
