"""Plain rows and the tables of other tools: columns, dialects, bad rows, and endless files."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.errors import EmptyInput, InputError, MalformedInput, UsageError
from analyzer.read import _rows_grouping, read
from analyzer.read._rows_columns import guess
from analyzer.read._rows_delimited import dialect
from analyzer.read.source import Report, Source
from analyzer.structure import structure
from analyzer.thread import RawThread, Record

ROOT = Path(__file__).parents[1]
FIXTURES = ROOT / "tests" / "fixtures" / "rows"


def parse(content: str | bytes, name: str = "rows.csv", **columns: str) -> tuple[list[RawThread], Report]:
    """The threads of a source, read by whatever reader takes it, and the report."""
    data = content if isinstance(content, bytes) else content.encode()
    source = Source(name, lambda: io.BytesIO(data), Report(name), columns)
    from analyzer.read.registry import choose

    return list(choose(source).read(source, source.report)), source.report


def records(content: str | bytes, name: str = "rows.csv", **columns: str) -> list[Record]:
    return [record for thread in parse(content, name, **columns)[0] for record in thread.records]


def lines(*rows: object) -> str:
    return "".join(json.dumps(row) + "\n" for row in rows)


# ---------------------------------------------------------------- columns


@pytest.mark.parametrize(
    ("header", "found"),
    [
        ("body author created_utc parent_id link_id id", "text=body speaker=author posted=created_utc "
         "parent=parent_id thread=link_id id=id"),
        ("comment user date", "text=comment speaker=user posted=date"),
        ("id,comment_text,userName,publishedAt,inReplyTo", "id=id text=comment_text speaker=userName "
         "posted=publishedAt parent=inReplyTo"),
        ("tree_id post_id parent_id author_id text created_at", "thread=tree_id id=post_id parent=parent_id "
         "speaker=author_id text=text posted=created_at"),
        ("post_id comment_id message sender", "thread=post_id id=comment_id text=message speaker=sender"),
        ("text body comment", "text=text"),
        ("Text Autor Datum", "text=Text speaker=Autor posted=Datum"),
        ("评论 用户 日期", "text=评论 speaker=用户 posted=日期"),
        ("id label score", "id=id"),
    ],
)  # fmt: skip
def test_well_known_names(header: str, found: str) -> None:
    columns = header.split("," if "," in header else " ")
    assert guess(columns) == dict(pair.split("=") for pair in found.split())


def test_the_callers_mapping_goes_first() -> None:
    found = records("text,body,who\nshort,long,Ida\n", text="body", speaker="who")
    assert [(record.text, record.speaker) for record in found] == [("long", "Ida")]


@pytest.mark.parametrize("name", ["rows.csv", "rows.jsonl"])
def test_a_wrong_column_lists_the_columns(name: str) -> None:
    content = "a,b,text\n1,2,3\n" if name == "rows.csv" else lines({"a": 1, "b": 2, "text": "3"})
    with pytest.raises(UsageError, match="no column 'bodi'.*columns are: a, b, text"):
        parse(content, name, text="bodi")
    with pytest.raises(UsageError, match="no field 'txt'.*use one of: text, id"):
        parse(content, name, txt="a")


def test_no_text_column_says_what_to_do() -> None:
    with pytest.raises(MalformedInput, match=r"columns: a, b\).*--column text=NAME"):
        parse(lines({"a": "x", "b": "y"}, {"a": "z", "b": "y"}), "rows.jsonl")


def test_a_column_that_only_the_last_row_has(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [{"id": i, "text": "x" * 50} for i in range(9_000)]
    threads, _ = parse(lines(*rows, {"id": 9_000, "text": "y", "parent": 3}), "rows.jsonl")
    assert threads[-1].records[-1].parent == "3" and all(thread.states_replies for thread in threads)


def test_ids_out_of_spreadsheets() -> None:
    found = records("id,parent_id,text\n1,,a\n2,1.0,b\n3,nan,c\n4,0,d\n5,-1,e\n6,NULL,f\n")
    assert [(record.id, record.parent) for record in found] == [
        ("1", None), ("2", "1"), ("3", None), ("4", None), ("5", None), ("6", None),
    ]  # fmt: skip
    found = records(
        lines({"id": 0, "parent": None, "text": "a"}, {"id": 1, "parent": 0, "text": "b"}), "x.jsonl"
    )
    assert found[1].parent == "0"  # where comments are counted from 0


def test_a_parent_that_is_the_thread_answers_the_article() -> None:
    found = records("story_id,id,parent_id,text\n9,1,9,top\n9,2,1,reply\n8,8,,post\n8,3,8,reply\n")
    assert [(record.parent, record.top_level) for record in found] == [
        (None, True), ("1", False), (None, False), ("8", False),
    ]  # fmt: skip


FRAME = {"debate": "open", "label": "same", "score": 0.9, "pair": [], "evidence": [{"start": 0, "end": 3}]}
STANCE = {"target": "soup", "label": "favor", "score": 0.8}


@pytest.mark.parametrize(
    ("column", "kept", "dropped"),
    [
        ("sentiment", {"label": "positive", "score": 0.7}, ["positive", 4, {"score": 1}, {"label": "joy", "score": 1}]),
        ("reply", {"label": None, "score": 0.4}, ["agree", ["agree"], {"label": "agree"}]),
        ("stance", [STANCE], ["favor", STANCE, ["favor"], [{"label": "favor", "score": 0.8}]]),
        ("frame", FRAME, ["same", {**FRAME, "debate": None}, {**FRAME, "evidence": "x"}, {"label": "same", "score": 1}]),
    ],
)
def test_labels_of_ours_are_kept_and_other_columns_of_the_name_left_out(
    column: str, kept: object, dropped: list[object]
) -> None:
    rows = [{"text": f"comment {i}", "target": "soup", column: value} for i, value in enumerate([kept, *dropped])]
    (thread,), report = parse(lines(*rows), "rows.jsonl")
    assert [record.extra for record in thread.records] == [{"target": "soup", column: kept}] + [{"target": "soup"}] * len(dropped)
    assert report.notes == [f"column '{column}' holds no labels as analyzer writes them, and was left out"]
    (record,) = records(f"id,text,target,{column}\n1,hello there,soup,favor\n")
    assert record.extra == {"target": "soup"}


def test_the_labels_of_tables_are_those_of_the_tasks() -> None:
    from analyzer.classify.base import TASKS
    from analyzer.read import _rows_columns

    assert _rows_columns.TASKS == {task: tuple(labels) for task, labels in TASKS.items()}


# ---------------------------------------------------------------- dialects and bad rows


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_dialects(delimiter: str, end: str) -> None:
    rows = [["author", "text"], ["Ana", 'a "quoted", cell; with | all\tof it'], ["Bo", "plain"]]
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator=end).writerows(rows)
    assert [[r.speaker, r.text] for r in records("\ufeff" + out.getvalue(), "rows.txt")] == rows[1:]


@given(st.lists(st.text(alphabet="ab\"\\,;\n\t' é|", min_size=1).filter(str.strip), min_size=1, max_size=6))
def test_rfc_4180_survives_whatever_the_cells_hold(cells: list[str]) -> None:
    out = io.StringIO()
    table = csv.writer(out, quoting=csv.QUOTE_ALL)
    table.writerows([["id", "text", "author"], *([i, cell, "x"] for i, cell in enumerate(cells, 1))])
    data = out.getvalue().encode()
    source = Source("rows.csv", lambda: io.BytesIO(data), Report())
    found = dialect(source)
    if found is not None and found.escaped:  # a backslash before a quote can be meant either way
        return
    assert [record.text for record in records(data)] == cells


def test_backslash_escapes_beside_doubled_quotes() -> None:
    content = 'id,text\n1,"he said \\"both\\", truly"\n2,"she ""said"" C:\\\\dir"\n3,"end \\\\"\n4,x\n'
    assert [record.text for record in records(content)] == [
        'he said "both", truly',
        'she "said" C:\\dir',
        "end \\",
        "x",
    ]
    assert [record.text for record in records('id,text\n1,"C:\\"\n2,"a ""b"" \\n"\n')] == [
        "C:\\",
        'a "b" \\n',
    ]


def test_excel_separator_line_and_blank_rows() -> None:
    found = records("sep=;\r\nid;text\r\n1;a, b\r\n;\r\n\r\n2;c;;\r\n")
    assert [(record.id, record.text, record.where) for record in found] == [
        ("1", "a, b", "line 3"), ("2", "c", "line 6"),
    ]  # fmt: skip


def test_without_a_header() -> None:
    content = "7,Ida,Two towers with one and the same bell\n8,Bo,Two bells\n"
    threads, report = parse(content)
    assert [record.text for record in threads[0].records][1] == "Two bells" and "column 3" in report.notes[0]
    assert records(content, text="3", speaker="2")[0].speaker == "Ida"


def test_bad_rows_are_rejected_with_their_lines_and_the_rest_goes_on() -> None:
    threads, report = parse('id,text\n1,"two\nlines"\n2,too,many\n3,\n4,"never closed\n5,fine\n6,good\n')
    assert [record.id for record in threads[0].records] == ["1", "5", "6"]
    assert [(reject.place, reject.reason) for reject in report.rejects] == [
        ("line 4", "3 fields instead of 2"), ("line 5", "no text in column 'text'"),
        ("line 6", "a quote is never closed"),
    ]  # fmt: skip


def test_bad_json_lines() -> None:
    deep = '{"text": ' + "[" * 5000 + "]" * 5000 + "}"
    content = (
        lines({"text": "a"})
        + f'{{"text": "b"\n[1]\n{deep}\n{{"text": 5.5}}\n{{"text": null}}\n\n'
        + lines({"text": "c"})
    )
    threads, report = parse(content, "rows.jsonl")
    assert [record.text for record in threads[0].records] == ["a", "c"]
    assert [reject.place for reject in report.rejects] == [f"line {n}" for n in (2, 3, 4, 5, 6)]


def test_bad_items_of_an_array() -> None:
    content = '[{"text": "a"}, {"text": "b" "c"}, {"text": "d"}, 7, {"text": "e"}, {"text": "br'
    threads, report = parse(content, "rows.json")
    assert [record.text for record in threads[0].records] == ["a", "d", "e"]
    assert [reject.place for reject in report.rejects] == ["item 2", "item 4", "item 6"]


@pytest.mark.parametrize("name", ["replies", "children", "comments"])
def test_replies_inside_rows_are_read_as_well(name: str) -> None:
    inner = {"id": 2, "text": "b", name: [{"id": 3, "text": "c"}, {"id": 4}, 7]}
    threads, report = parse(json.dumps([{"id": 1, "text": "a", name: [inner]}, {"text": "d", name: [{"text": "e"}]}]), "x.json")
    assert [(r.id, r.parent, r.text) for r in threads[0].records] == [
        ("1", None, "a"), ("2", "1", "b"), ("3", "2", "c"), ("item 2", None, "d"), (None, "item 2", "e"),
    ]  # fmt: skip
    assert threads[0].states_replies
    assert [reject.place for reject in report.rejects] == [f"item 1, {name} 1, {name} 3", f"item 1, {name} 1, {name} 2"]


def test_objects_inside_rows_that_are_no_replies_are_noted() -> None:
    threads, report = parse(lines({"text": "a", "by": "Ann", "replies": [{"count": 3}]}, {"text": "b"}), "rows.jsonl")
    assert [r.text for r in threads[0].records] == ["a", "b"] and not threads[0].states_replies
    assert "no column 'text'" in report.notes[0]


def test_nested_replies_stay_in_their_thread() -> None:
    rows = [{"id": n, "thread": n % 2, "text": "a", "replies": [{"id": 10 + n, "text": "b"}]} for n in (1, 2, 3)]
    threads, _ = parse(lines(*rows), "rows.jsonl")
    assert [[(r.id, r.parent) for r in thread.records] for thread in threads] == [
        [("1", None), ("11", "1"), ("3", None), ("13", "3")], [("2", None), ("12", "2")],
    ]  # fmt: skip


def test_a_quoted_record_of_another_length_is_rejected_as_a_whole() -> None:
    threads, report = parse('id,author,text\n1,Ann,a\n2,Ben,"these:\nfirst, costs, high\nsecond, noise, bad",more\n3,Cy,c\n')
    assert [record.id for record in threads[0].records] == ["1", "3"]
    assert [reject.place for reject in report.rejects] == ["line 3"]
    threads, report = parse('id,text\n1,"not closed\n2,b\n3,"c",more\n4,d\n')
    assert [record.id for record in threads[0].records] == ["2", "4"]


def test_long_array_on_one_line_is_streamed() -> None:
    rows = [{"id": i, "text": "é" * (i % 3000)} for i in range(1, 3000)]
    assert [len(record.text) for record in records(json.dumps(rows), "rows.json")] == [
        i % 3000 for i in range(1, 3000)
    ]


@pytest.mark.parametrize("content", ["id,text\n", "id,text\r\n\r\n"])
def test_header_only(content: str) -> None:
    with pytest.raises(EmptyInput, match="no rows"):
        parse(content)


def test_nothing_but_bad_rows() -> None:
    with pytest.raises(MalformedInput, match="2 rejected.*line 2: no text"):
        parse("id,text\n1,\n2,\n")


def test_hostile_quotes_take_linear_time() -> None:
    start = time.perf_counter()
    parse("id,text\n" + '1,"x\n' * 40_000 + "2,y\n" + '"' * 100_001 + "\n3,z\n")
    parse("id,text\n" + '1,"x ""y\n' * 40_000 + "2,y\n")
    assert time.perf_counter() - start < 15


# ---------------------------------------------------------------- formats


def test_pushshift_brings_threads_together() -> None:
    (first, second), _ = parse((FIXTURES / "pushshift.ndjson").read_bytes(), "dump")
    assert first.article and first.article.title == "North and south harbour compared"
    assert [(r.id, r.parent, r.top_level, r.kind) for r in first.records] == [
        ("dk1", None, True, "comment"), ("dk3", "dk1", False, "comment"), ("dk4", "dk3", False, "deleted"),
    ]  # fmt: skip
    assert first.records[1].text.startswith("> silt") and first.records[2].speaker is None
    assert [r.posted for r in second.records] == ["2017-07-14T02:42:30Z"]


def test_pushshift_submissions_alone_are_what_people_wrote() -> None:
    rows = [
        {"id": f"s{i}", "title": f"Title {i}", "selftext": "Body", "author": "a", "subreddit": "x"}
        for i in (1, 2)
    ]
    threads, _ = parse(lines(*rows), "dump")
    assert [(thread.id, thread.records[0].text) for thread in threads] == [
        ("s1", "Title 1\n\nBody"), ("s2", "Title 2\n\nBody"),
    ]  # fmt: skip


def test_convokit_folder() -> None:
    (first, second) = [thread for _, thread in read([FIXTURES / "convokit"])]
    assert first.article and first.article.title == "Rye or wheat" and second.article is None
    assert [(r.parent, r.speaker, r.speaker_key) for r in first.records] == [
        (None, "Ada B.", "s-ada"), ("u1", "s-uwe", "s-uwe"), ("u2", "Ada B.", "s-ada"),
    ]  # fmt: skip


def test_youtube_data_tools() -> None:
    (thread,) = [thread for _, thread in read([FIXTURES / "youtube_data_tools.csv"])]
    assert [(r.id, r.parent, r.speaker) for r in thread.records][1] == ("Ugz01.1", "Ugz01", "дед Егор")
    assert [r.text for r in thread.records][1:3] == [
        '@Pilar R. он сказал "оба", это разное',
        "Path C:\\video, see?",
    ]
    assert thread.states_replies


def test_parquet_without_pyarrow(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(InputError, match="pip install pyarrow"):
        list(read([FIXTURES / "plain.parquet"]))


def test_parquet_types(tmp_path: Path) -> None:
    pyarrow = pytest.importorskip("pyarrow")
    from pyarrow import parquet

    table = pyarrow.table(
        {"text": ["a", None, "c"], "thread": ["x", "x", "y"], "lang": [{"label": "en"}, None, None]}
    )
    parquet.write_table(table, tmp_path / "rows.parquet")
    reports: list[Report] = []
    threads = [
        thread for _, thread in read([tmp_path / "rows.parquet"], on_source=lambda r, *_: reports.append(r))
    ]
    assert [[r.text for r in thread.records] for thread in threads] == [["a"], ["c"]]
    assert threads[0].records[0].extra == {"lang": {"label": "en"}}
    assert [reject.place for reject in reports[0].rejects] == ["row 2"]


# ---------------------------------------------------------------- what analyzer wrote itself


SEED = [
    RawThread("https://example.org/1", (
        Record("Two wells, one water.", id="1", speaker="Noor", posted="2014-11-18T21:33:00"),
        Record("> Two wells, one water.\nNo.", id="2", parent="1", parent_source="header", speaker="Abel"),
        Record("", id="3", parent="2", parent_source="markup", kind="deleted"),
        Record("@Abel the same in winter, then?", id="4", speaker="Noor", number="4"),
        Record("Anonymous says no.", id="5", speaker="anon", speaker_key="7"),
        Record("Anonymous says yes.", id="6", speaker="anon", speaker_key="8"),
    )),
    RawThread("second", (Record("Dos pozos", id="1", extra={"target": "wells"}),), states_replies=True),
]  # fmt: skip


def written(threads: list[RawThread]) -> list[dict]:
    return [comment.to_dict() for raw in threads for comment in structure(raw).comments]


@pytest.mark.parametrize("kind", ["jsonl", "csv", "parquet"])
def test_what_parse_wrote_reads_back_as_the_same_thread(tmp_path: Path, kind: str) -> None:
    comments, path = written(SEED), tmp_path / f"comments.{kind}"
    if kind == "jsonl":
        path.write_text(lines(*comments))
    elif kind == "csv":
        names = list(dict.fromkeys(name for comment in comments for name in comment))
        with open(path, "w", newline="") as out:
            table = csv.DictWriter(out, names)
            table.writeheader()
            for c in comments:
                table.writerow({k: json.dumps(v) if isinstance(v, (dict, list)) else v for k, v in c.items()})
    else:
        pyarrow = pytest.importorskip("pyarrow.parquet")
        import pyarrow as pa

        names = dict.fromkeys(name for comment in comments for name in comment)
        table = pa.table({name: [comment.get(name) for comment in comments] for name in names})
        pyarrow.write_table(table, path)
    again = written([thread for _, thread in read([path])])
    assert again == comments


# ---------------------------------------------------------------- endless files


def test_flat_rows_come_in_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_rows_grouping, "PIECE", 100)
    threads, _ = parse(lines(*({"text": f"row {i}"} for i in range(250))), "dir/rows.jsonl.gz")
    assert [(t.id, t.offset, len(t.records)) for t in threads] == [
        ("rows.jsonl", 0, 100), ("rows.jsonl", 100, 100), ("rows.jsonl", 200, 50),
    ]  # fmt: skip


def test_nobody_answers_the_row_above_in_a_collection(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [{"speaker": f"p{i % 9}", "text": "And what do you think about that?"} for i in range(60)]
    (small,), _ = parse(lines(*rows), "rows.jsonl")
    (texts,), _ = parse(lines(*({"text": row["text"]} for row in rows)), "rows.jsonl")
    monkeypatch.setattr(_rows_grouping, "PIECE", 20)
    pieces, _ = parse(lines(*rows), "rows.jsonl")
    assert not small.states_replies and texts.states_replies
    assert all(piece.states_replies for piece in pieces)


def test_a_large_thread_comes_in_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_rows_grouping, "WHOLE", 100)
    rows = [{"id": i, "parent": i - 1 if i else None, "text": f"row {i}"} for i in range(250)]
    threads, _ = parse(lines(*rows), "rows.jsonl")
    assert [(t.offset, len(t.records)) for t in threads] == [(0, 100), (100, 100), (200, 50)]
    assert threads[1].records[0].parent == "99"  # stands in the piece before


@given(st.lists(st.sampled_from("abcd"), min_size=1, max_size=30))
def test_threads_are_whole_whatever_the_order_of_the_rows(keys: list[str]) -> None:
    threads, _ = parse(
        lines(*({"id": i, "thread": key, "text": f"row {i}"} for i, key in enumerate(keys))), "x.jsonl"
    )
    assert [t.id for t in threads] == list(dict.fromkeys(keys))
    for thread in threads:
        assert [r.id for r in thread.records] == [str(i) for i, key in enumerate(keys) if key == thread.id]


@pytest.mark.parametrize(
    "shape", ["flat-jsonl", "flat-csv", "adjacent-csv", "scattered-jsonl", "replies-csv"]
)
def test_memory_does_not_grow_with_the_rows(shape: str) -> None:
    command = [sys.executable, str(ROOT / "benchmarks" / "read_rows.py"), "--stage", "read", "--shape", shape]
    peaks = []
    for rows in (25_000, 50_000):
        done = subprocess.run([*command, "--rows", str(rows)], capture_output=True, text=True, check=True)
        count, *_, peak = done.stdout.splitlines()[-1].split()[1:]
        assert int(count) == rows
        peaks.append(int(peak))
    assert peaks[1] - peaks[0] < 12, peaks  # MB
