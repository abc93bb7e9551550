"""Beside ``frame``: what a comment says in its place, for a head that reads the place too.

The frame head reads words alone, so that "exactly", "no they are not" and "they roll off the same
line" tell it nothing. A second head (``models/README.md``, "frame in its thread") is given what a reader has: the
debate's parties, the comment answered, and how that one was framed. Here is how it is worded, for
the recipe that trains it and for ``frame`` alike.
"""

from __future__ import annotations

from collections.abc import Sequence

from analyzer.classify.base import Item

IN_THREAD = "thread"  # its key beside the tasks, in a ``Plan`` and in the recipe; its task is ``frame``
ARTICLE = "article"  # what stands in the place of a frame where a comment answers the article
NAMED = 4  # of a debate's parties, so many are named


def item(text: str, parties: Sequence[str], answered: str = "", frame: str = "") -> Item:
    """A comment in its place, as the head reads it.

    Args:
        text: the comment.
        parties: the names of the debate's parties.
        answered: the comment that it answers, or the article's title.
        frame: the frame of the comment answered; ``ARTICLE`` where it answers the article.
    """
    return Item(text, " / ".join(parties[:NAMED]), f"[{frame}] {answered}" if answered else "")
