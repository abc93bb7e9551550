"""A text dump as lines with marks, and a layout as the segments that it cuts them into."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field
from functools import cached_property

from analyzer.read._text_marks import Line, Mark
from analyzer.read._text_words import is_button, is_end


@dataclass(frozen=True, slots=True)
class Segment:
    """One comment as line numbers: ``start`` of its header, body from ``begin`` to ``end``.

    ``mark`` holds what header and footer state; its name is None where they are lost.
    """

    start: int
    begin: int
    end: int
    mark: Mark
    indent: int = 0


@dataclass(frozen=True)
class Layout:
    """A way to cut the page. ``closed``: a footer ends each comment, so what follows is none."""

    segments: tuple[Segment, ...]
    score: float
    closed: bool = False


@dataclass(frozen=True)
class Page:
    """The lines of a page with their marks and the neighbours of each line."""

    lines: list[Line]
    marks: list[Mark | None]
    before: list[int] = field(default_factory=list)
    after: list[int] = field(default_factory=list)

    @classmethod
    def of(cls, lines: list[Line], marks: list[Mark | None]) -> Page:
        size, before, after = len(lines), [], [0] * len(lines)
        last = -1
        for i, line in enumerate(lines):
            before.append(last)
            last = last if line.blank else i
        last = size
        for i in range(size - 1, -1, -1):
            after[i] = last
            last = last if lines[i].blank else i
        return cls(lines, marks, before, after)

    def mark(self, i: int) -> Mark | None:
        return self.marks[i] if 0 <= i < len(self.marks) else None

    def at(self, i: int) -> Mark:
        """The mark of a line that is known to have one."""
        mark = self.marks[i]
        assert mark is not None
        return mark

    def is_date(self, i: int) -> bool:
        mark = self.mark(i)
        return mark is not None and mark.kind == "date"

    def is_weak(self, i: int) -> bool:
        """Whether the date of this mark is too slight to count alone ("3h", "10:22")."""
        return self.at(i).shape.startswith("weak")

    def may_be_name(self, i: int) -> bool:
        """A line that states nothing but, perhaps, a name ("4. Anna" included)."""
        mark = self.mark(i)
        return mark is None or mark.kind == "numbered"

    def gap(self, i: int, j: int) -> int:
        """Blank lines between two lines."""
        return abs(j - i) - 1

    def text_between(self, start: int, end: int) -> bool:
        """Whether lines ``start`` to ``end`` (exclusive) hold words other than buttons."""
        return any(not line.blank and not is_button(line.text) for line in self.lines[start:end])

    def end_of_comments(self, start: int) -> int:
        """The first line from ``start`` on that belongs to a form, an advert or a page footer."""
        at = bisect_left(self.ends, start)
        return self.ends[at] if at < len(self.ends) else len(self.lines)

    @cached_property
    def ends(self) -> list[int]:
        return [i for i, line in enumerate(self.lines) if line.text and is_end(line.text)]

    def chars(self, segment: Segment) -> int:
        return sum(len(line.text) for line in self.lines[segment.begin : segment.end])
