"""Read comment pages that were pasted or dumped as plain text.

The commonest thing that a reader of comments has is a page's text: the tags are gone, and
with them everything but lines, blanks and indentation.  The page's own pattern of headers
and footers is discovered (``_text_layouts``), so that no site needs to be known; a page
without such a pattern is an article without comments.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from analyzer.errors import InputError
from analyzer.read._text_article import article_of
from analyzer.read._text_bodies import bodies, nesting
from analyzer.read._text_layouts import best_layout
from analyzer.read._text_lists import list_layout
from analyzer.read._text_marks import mark_of, split_lines
from analyzer.read._text_model import Layout, Page
from analyzer.read.registry import reader
from analyzer.read.source import Report, Source
from analyzer.thread import RawThread, Record

_MARKUP = re.compile(r"<(?:!doctype|html|head|body|div|p|span|a|rss|\?xml|li|table)[\s>]", re.I)


@reader("text", "plain text of a comment page")
class TextPage:
    """Pasted or tag-stripped comment pages in any layout that repeats itself."""

    name: str
    title: str

    def sniff(self, source: Source) -> float:
        """0 for markup and JSON; up to 0.6 where a layout repeats; 0.1 for any other text."""
        try:
            head = source.head_text
            source.refuse_binary()
        except InputError:
            return 0.0
        start = head.lstrip("\ufeff \t\r\n")[:200]
        if not start or start[0] in "{[<" or len(_MARKUP.findall(head[:20000])) >= 3:
            return 0.0
        page = page_of(head[:100_000].replace("\r\n", "\n").replace("\r", "\n"))
        layout = best_layout(page) or list_layout(page)
        return 0.1 if layout is None else min(0.6, 0.3 + 0.05 * len(layout.segments))

    def read(self, source: Source, report: Report) -> Iterator[RawThread]:
        """One thread: the comments found, the article above them, the count declared."""
        page = page_of(source.text)
        layout = best_layout(page) or list_layout(page)
        if layout is None:
            article, declared = article_of(page.lines, len(page.lines))
            yield RawThread(source.stem, (), article=article, declared=declared)
            return
        article, declared = article_of(page.lines, layout.segments[0].start)
        parents = nesting(layout.segments, page)
        yield RawThread(
            source.stem, records(page, layout, parents), article=article, declared=declared,
            states_replies=parents is not None,
        )  # fmt: skip


def page_of(text: str) -> Page:
    """The lines of ``text`` with their marks."""
    lines = split_lines(text)
    return Page.of(lines, [mark_of(line.text) for line in lines])


def records(page: Page, layout: Layout, parents: list[int | None] | None) -> tuple[Record, ...]:
    """One record for each segment; numbered ids where indentation nests them.

    A comment's own headline is no part of its body: it stands beside it as ``headline``.
    """
    out = []
    for n, (segment, text) in enumerate(zip(layout.segments, bodies(page, layout), strict=True)):
        mark = segment.mark
        parent = parents[n] if parents is not None else None
        out.append(
            Record(
                text=text or mark.headline or "",
                kind="pingback" if mark.kind == "pingback" else "comment",
                id=str(n + 1) if parents is not None else mark.id,
                parent=str(parent + 1) if parent is not None else None,
                parent_source="indentation" if parents is not None else "export",
                top_level=parents is not None and parent is None,
                speaker=mark.name or None, posted=mark.posted, number=mark.number,
                reply_to=mark.reply_to, reply_to_posted=mark.reply_to_posted,
                where=f"line {segment.start + 1}",
                extra={"headline": mark.headline} if mark.headline and text else None,
            )
        )  # fmt: skip
    return tuple(out)
