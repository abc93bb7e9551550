"""Every error that a user can meet, in one tree.

Each carries what happened, where, and what to do about it, because a batch job of
ten thousand files is only as usable as the one line that says which file was bad.

    AnalyzerError
    ├── UsageError        the call itself is wrong (exit status 2)
    ├── InputError        a source cannot be read (the others still are)
    │   ├── MissingInput
    │   ├── EmptyInput
    │   ├── BinaryInput
    │   ├── UnknownFormat
    │   └── MalformedInput
    ├── StructureError    a thread contradicts itself and ``strict`` forbids repair
    ├── DebateError       a debate file is missing or breaks its schema
    └── ModelError        a model folder is missing, changed or of the wrong kind
"""

from __future__ import annotations


class AnalyzerError(Exception):
    """Base of all errors raised on purpose.

    Args:
        reason: what is wrong, with the value seen.
        where: the file and place, as ``name`` or ``name:place``.
        remedy: what the user can do, as an imperative.
    """

    def __init__(self, reason: str, *, where: str = "", remedy: str = "") -> None:
        self.reason, self.where, self.remedy = reason, where, remedy
        super().__init__(reason)

    def __str__(self) -> str:
        line = f"{self.where}: {self.reason}" if self.where else self.reason
        return f"{line}; {self.remedy}" if self.remedy else line


class UsageError(AnalyzerError):
    """The call itself is wrong: unknown name, option out of range, missing argument."""


class InputError(AnalyzerError):
    """A source cannot be read."""


class MissingInput(InputError):
    """The path does not exist or may not be opened."""


class EmptyInput(InputError):
    """The source holds no bytes, or blanks only."""


class BinaryInput(InputError):
    """The source is not text and not a container that is unpacked."""


class UnknownFormat(InputError):
    """No reader recognises the source."""


class MalformedInput(InputError):
    """A reader recognises the source but it breaks off or contradicts its format."""


class StructureError(AnalyzerError):
    """A thread contradicts itself and ``strict`` forbids repairing it."""


class DebateError(AnalyzerError):
    """A debate file is missing or breaks its schema."""


class ModelError(AnalyzerError):
    """A model folder is missing, was changed, or is not of the wanted kind."""
