"""The forest stage: whatever contradictions go in, a valid forest and an honest ledger come out."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyzer.errors import StructureError
from analyzer.structure import structure
from analyzer.structure.forest import Ledger, depths, stated_parents, unique_ids
from analyzer.thread import PARENT_SOURCES, RawThread, Record

IDS = st.sampled_from(["1", "2", "3", "a", "b", "1~2", "", None])


@st.composite
def raw_threads(draw: st.DrawFn) -> RawThread:
    size = draw(st.integers(0, 12))
    records = []
    for i in range(size):
        own = draw(st.one_of(st.just(str(i + 1)), IDS))
        parent = draw(st.one_of(st.none(), st.integers(0, size + 1).map(str), IDS))
        number = draw(st.sampled_from([None, "1", "2", "7."]))
        records.append(Record(text=f"text {i}", id=own, parent=parent, number=number, where=f"row {i}"))
    return RawThread("t", tuple(records), states_replies=True)


@settings(max_examples=300)
@given(raw_threads())
def test_any_input_gives_a_valid_forest(raw: RawThread) -> None:
    thread = structure(raw)
    ids = [c.id for c in thread.comments]
    assert len(set(ids)) == len(ids) == len(raw.records)
    assert [c.text for c in thread.comments] == [r.text for r in raw.records]
    assert [c.n for c in thread.comments] == list(range(1, len(ids) + 1))
    by_id = thread.by_id()
    for comment in thread.comments:
        assert (comment.parent is None) == (comment.parent_source is None)
        if comment.parent is None:
            assert comment.depth == 1
        else:
            assert comment.depth == by_id[comment.parent].depth + 1  # so there is no cycle
            assert comment.parent_source in PARENT_SOURCES
    assert len(list(thread.walk())) == len(ids)

    changed = any(
        ((r.id or "").strip() and r.id != c.id) or (r.parent or None) != c.parent
        for r, c in zip(raw.records, thread.comments)
    )
    assert bool(thread.repairs) == changed


@given(raw_threads())
def test_strict_raises_exactly_where_there_is_a_repair(raw: RawThread) -> None:
    repairs = structure(raw).repairs
    if not repairs:
        assert structure(raw, strict=True).repairs == ()
        return
    with pytest.raises(StructureError) as error:
        structure(raw, strict=True, source="file.json")
    assert repairs[0].detail in str(error.value)
    assert "file.json:row " in str(error.value) and "'t'" in str(error.value)


def test_a_clean_forest_is_left_alone_even_newest_first() -> None:
    records = (Record("b", id="2", parent="1"), Record("a", id="1"), Record("c", id="9", parent="2"))
    thread = structure(RawThread("t", records, states_replies=True, declared=3), strict=True)
    assert [(c.id, c.parent, c.depth) for c in thread.comments] == [("2", "1", 2), ("1", None, 1), ("9",
    "2", 3)]
    assert all(c.parent_score == 1.0 for c in thread.comments if c.parent)


def test_each_repair_names_its_kind_and_the_comment() -> None:
    records = (
        Record("a", id="1"), Record("b", id="1"), Record("c", id="3", parent="404"), Record("d", id="4",
        parent="4"),
        Record("e", id="5", parent="6"), Record("f", id="6", parent="5"), Record("g", id="7", parent="1"),
    )  # fmt: skip
    thread = structure(RawThread("t", records, declared=12, states_replies=True))
    assert [(r.kind, r.comment) for r in thread.repairs] == [
        ("duplicate id", "1~2"), ("orphan", "3"), ("self-reply", "4"), ("cycle", "5"), ("count", None),
    ]  # fmt: skip
    assert [c.parent for c in thread.comments] == [None, None, None, None, None, "5", "1"]


def test_a_detached_cycle_opens_at_its_earliest_comment() -> None:
    days = ["2020-01-03", "2020-01-01", "2020-01-02"]
    records = tuple(Record("x", id=str(i), parent=str((i + 1) % 3), posted=day) for i, day in enumerate(days))
    thread = structure(RawThread("t", (*records, Record("y", id="9")), states_replies=True))
    assert [c.parent for c in thread.comments] == ["1", None, "0", None]
    assert [r.kind for r in thread.repairs if r.kind == "cycle"] == ["cycle"]


def test_nothing_is_inferred_for_a_comment_whose_stated_parent_is_lost() -> None:
    records = (Record("Well said.", speaker="Mira"), Record("@Mira I disagree", parent="404", speaker="Joon"))
    thread = structure(RawThread("t", records))
    assert thread.comments[1].parent is None


def test_a_parent_dated_after_its_reply_is_kept_and_noted() -> None:
    records = (Record("a", id="1", posted="2020-05-02"), Record("b", id="2", parent="1", posted="2020-05-01"))
    thread = structure(RawThread("t", records, states_replies=True))
    assert thread.comments[1].parent == "1"
    assert [r.kind for r in thread.repairs] == ["time"]


def test_ids_of_pages_without_ids_are_the_printed_number_or_the_position() -> None:
    def ids(*records: Record, offset: int = 0) -> list[str]:
        return unique_ids(records, offset, Ledger("t"))

    assert ids(Record("a"), Record("b")) == ["1", "2"]
    assert ids(Record("a"), Record("b"), offset=40) == ["41", "42"]
    assert ids(Record("a", number="7."), Record("b", number="#8")) == ["7", "8"]
    assert ids(Record("a"), Record("b", number="1")) == ["1~2", "1"]


def test_a_later_piece_keeps_parents_of_earlier_ones() -> None:
    records = (Record("a", id="11", parent="3", parent_source="markup"), Record("b", id="12", parent="11"))
    thread = structure(RawThread("t", records, states_replies=True, offset=10, declared=99), strict=True)
    assert [(c.n, c.parent, c.parent_source, c.depth) for c in thread.comments] == [
        (11, "3", "markup", 2), (12, "11", "export", 3),
    ]  # fmt: skip


@pytest.mark.parametrize("declared, kinds, noted", [
    (2, ("comment", "comment"), False), (3, ("comment", "comment", "pingback"), False),
    (2, ("comment", "comment", "pingback"), False), (3, ("comment", "comment", "deleted"), False),
    (9, ("comment",), True), (0, (), False), (1, (), True),
])  # fmt: skip
def test_declared_count(declared: int, kinds: tuple[str, ...], noted: bool) -> None:
    records = tuple(Record("x", kind=kind) for kind in kinds)
    thread = structure(RawThread("t", records, declared=declared, states_replies=True))
    assert [r.kind for r in thread.repairs] == (["count"] if noted else [])


@pytest.mark.parametrize("reverse", [False, True])
def test_a_chain_a_hundred_thousand_deep(reverse: bool) -> None:
    size = 100_000
    records = [Record("x", id=str(i), parent=str(i - 1) if i else None) for i in range(size)]
    raw = RawThread("t", tuple(reversed(records) if reverse else records))
    ledger = Ledger("t")
    start = time.process_time()
    ids = unique_ids(raw.records, 0, ledger)
    stated = stated_parents(raw, ids, [None] * size, ledger)
    depth = depths(stated.parents)
    assert time.process_time() - start < 2
    assert depth == (list(range(size, 0, -1)) if reverse else list(range(1, size + 1)))
    assert not ledger.repairs


def test_a_circle_a_hundred_thousand_long() -> None:
    size = 100_000
    records = tuple(Record("x", id=str(i), parent=str((i + 1) % size)) for i in range(size))
    ledger = Ledger("t")
    stated = stated_parents(RawThread("t", records), [r.id or "" for r in records], [None] * size, ledger)
    assert max(depths(stated.parents)) == size
    assert [r.kind for r in ledger.repairs] == ["cycle"]
