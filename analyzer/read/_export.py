"""What the readers of platform exports share: kinds of records, and threads from records."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from analyzer.thread import Article, RawThread, Record

_TOMBSTONES = frozenset(
    ("", "[deleted]", "[removed]", "[deleted by user]", "[ removed by reddit ]", "[flagged]", "[dead]")
)

_OF_COMMENT = re.compile(r"#.*|\?(?:showComment|replytocom)=.*|(?<=/)comment-page-\d+/?(?=#|$)", re.DOTALL)


def post_address(link: str) -> str:
    """The address of a post in the address of one of its comments."""
    return _OF_COMMENT.sub("", link)


def is_tombstone(text: str) -> bool:
    """True for what a platform leaves in the place of a comment whose words are gone."""
    return text.strip().casefold() in _TOMBSTONES


def reddit_markdown(text: str) -> str:
    """Markdown without the three entities that Reddit writes unless asked for ``raw_json``."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def kind_of(text: str, *, gone: bool) -> str:
    """``deleted`` where the export says so and the words are gone too.

    A comment that was hidden (spam, moderation) but whose words the export still carries
    is a ``comment``: somebody said them.
    """
    return "deleted" if gone and is_tombstone(text) else "comment"


def by_thread(
    records: Iterable[tuple[str, Record]],
    *,
    articles: Mapping[str, Article] | None = None,
    declared: Mapping[str, int] | None = None,
    states_replies: bool = True,
) -> Iterator[RawThread]:
    """Records under their threads, both in the order in which the export has them."""
    threads: dict[str, list[Record]] = {}
    for thread, record in records:
        threads.setdefault(thread, []).append(record)
    for thread, found in threads.items():
        yield RawThread(
            thread, tuple(found), (articles or {}).get(thread), (declared or {}).get(thread),
            states_replies,
        )  # fmt: skip
