"""Reading and structure together, as ``parse`` runs them, with a journal of what went otherwise."""

from __future__ import annotations

import json
import random
import re
import tomllib
from html import unescape
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analyzer.parse import Journal, parse
from analyzer.read import readers
from analyzer.read.encoding import decode
from analyzer.structure import structure
from analyzer.thread import KINDS, PARENT_SOURCES, Comment, RawThread, Record, Thread

FIXTURES = Path(__file__).parent / "fixtures"
SAMPLES = [
    FIXTURES / sample["path"]
    for sample in tomllib.loads((FIXTURES / "samples.toml").read_text("utf-8"))["sample"]
]
TEXTS = [path for path in SAMPLES if path.is_file() and path.suffix not in (".parquet", ".zst")]


def check(thread: Thread) -> None:
    """What the contract promises of every thread, whatever it was made of."""
    ids = [comment.id for comment in thread.comments]
    assert len(set(ids)) == len(ids)
    parents = {comment.id: comment.parent for comment in thread.comments}
    for comment in thread.comments:
        assert comment.kind in KINDS and comment.text.encode("utf-8") is not None
        assert (comment.parent is None) == (comment.parent_source is None)
        assert comment.parent is None or comment.parent_source in PARENT_SOURCES
        assert comment.parent_score is None or 0 < comment.parent_score <= 1
        assert all(0 <= q.start < q.end <= len(comment.text) for q in comment.quotes)
        assert comment.parent is None or comment.parent in parents
        assert comment.depth == 1 if comment.parent is None else comment.depth > 1
    assert [c.id for c in sorted(thread.walk(), key=lambda c: c.n)] == ids  # all in one forest


def letters(text: str) -> str:
    return "".join(char for char in text if char.isalnum())


def words_of(content: bytes) -> str:
    """The letters of damaged bytes with and without what may be tags, escapes undone."""
    text = re.sub(r"\\u([0-9a-fA-F]{4})", lambda match: chr(int(match.group(1), 16)), decode(content)[0])
    text = unescape(unescape(text.replace("\\n", " ")))
    text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return letters(text) + "\n" + letters(re.sub(r"<[^<>]*>", "", text))


def outcome(path: Path, content: bytes, name: str | None) -> list[Comment]:
    """The comments of ``content``; nothing else may come of it but rejects and an error of the source."""
    path.write_bytes(content)
    journal = Journal()
    threads = list(parse([path], format=name, journal=journal))
    (entry,) = journal.sources
    for thread in threads:
        check(thread)
    comments = [comment for thread in threads for comment in thread.comments]
    assert entry.comments == len(comments)
    assert comments or journal.rejects or "no comments found" in entry.notes
    assert journal.status == (2 if entry.error and not entry.threads else 1 if journal.rejects else 0)
    return comments


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=400), st.sampled_from([None, *readers()]))
def test_any_bytes_give_comments_or_rejects(tmp_path: Path, content: bytes, name: str | None) -> None:
    outcome(tmp_path / "x.txt", content, name)


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: str(path.relative_to(FIXTURES)))
def test_damaged_samples_give_comments_of_people_who_are_there(tmp_path: Path, path: Path) -> None:
    content, dice = path.read_bytes(), random.Random(path.name)
    for _ in range(4):
        at, other = sorted(dice.randrange(len(content) + 1) for _ in range(2))
        for damaged in (content[:other], content[:at] + content[other:], content[at:] + content[:other]):
            words = words_of(damaged)
            for comment in outcome(tmp_path / path.name, damaged, None):
                assert letters(comment.speaker or "") in words


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: str(path.relative_to(FIXTURES)))
def test_output_is_input_again(tmp_path: Path, path: Path) -> None:
    once = [comment.to_dict() for thread in parse([path]) for comment in thread.comments]
    again = tmp_path / "comments.jsonl"
    again.write_text("".join(json.dumps(comment) + "\n" for comment in once) or "{}\n", "utf-8")
    if once:
        assert [comment.to_dict() for thread in parse([again]) for comment in thread.comments] == once


def test_an_export_without_comments_says_so(tmp_path: Path) -> None:
    path = tmp_path / "empty.xml"
    path.write_text('<disqus xmlns="http://disqus.com"><category/></disqus>')
    journal = Journal()
    assert not [comment for thread in parse([path], journal=journal) for comment in thread.comments]
    assert journal.status == 0 and journal.sources[0].notes == ("no comments found",)


def test_a_later_piece_of_a_thread_is_walked_from_its_own_roots() -> None:
    records = (Record("a", id="7", parent="2"), Record("b", id="8", parent="7"), Record("c", id="9"))
    piece = structure(RawThread("t", records, states_replies=True, offset=6))
    assert [comment.id for comment in piece.walk()] == ["7", "8", "9"]
