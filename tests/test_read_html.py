"""Saved pages of every family: what a page says is read, and nothing else.

Each fixture is a small page of our own invention beside a JSON of what it says.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from analyzer.read import read, sources
from analyzer.read.registry import choose
from analyzer.thread import RawThread

PAGES = sorted((Path(__file__).parent / "fixtures" / "html").glob("*.html"))


def _expected(page: Path) -> dict:
    return json.loads(page.with_suffix(".json").read_text(encoding="utf-8"))


def _thread(page: Path) -> RawThread:
    (_, thread), *rest = read([page])
    assert not rest
    return thread


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_family_is_recognised(page: Path) -> None:
    (source,) = sources([page])
    assert choose(source).name == _expected(page)["reader"]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_comments(page: Path) -> None:
    expected, thread = _expected(page), _thread(page)
    kinds = expected.get("kinds", {})
    wanted = [row[:5] for row in expected["comments"]]
    found = [
        [r.id, "?" if r.parent and row[1] == "?" else r.parent, r.speaker, r.posted, r.text]
        for r, row in zip([r for r in thread.records if r.id not in kinds], wanted, strict=True)
    ]
    assert [
        [None, *row[1:]] if want[0] is None else row for row, want in zip(found, wanted, strict=True)
    ] == wanted
    assert {r.id: r.kind for r in thread.records if r.kind != "comment"} == kinds
    assert all(r.parent is None or r.parent_source == "markup" for r in thread.records)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_quotes(page: Path) -> None:
    kinds = _expected(page).get("kinds", {})
    records = [r for r in _thread(page).records if r.id not in kinds]
    for record, row in zip(records, _expected(page)["comments"], strict=True):
        wanted = row[5] if len(row) > 5 else []
        found = [
            [q.start, None if want[1] is None else q.end, q.speaker, q.id]
            for q, want in zip(record.quotes, wanted, strict=True)
        ]
        assert found == wanted, record.text


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_page(page: Path) -> None:
    expected, thread = _expected(page), _thread(page)
    assert thread.states_replies == expected["states_replies"]
    assert thread.article is not None
    if "id" in expected:
        assert thread.id == expected["id"]
    if "declared" in expected:
        assert thread.declared == expected["declared"]
    for key in ("title", "author"):
        if key in expected:
            assert getattr(thread.article, key) == expected[key]
    assert thread.article.text.startswith(expected.get("article_starts", ""))
    assert thread.article.text.endswith(expected.get("article_ends", ""))
    for record in thread.records:
        assert len(record.text) < 8 or record.text not in thread.article.text
