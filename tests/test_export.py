"""What every exporter promises, and the report: all comments arrive, and none can do harm."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest
from builders import comment
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analyzer.aggregate import Aggregate
from analyzer.classified import Classified
from analyzer.debates import load_debate
from analyzer.errors import InputError, UsageError
from analyzer.export import COLUMNS, exporter, exporters, flat, safe_cell, to_json, to_line, write_json
from analyzer.export.charts import columns
from analyzer.export.report import pieces, write_report
from analyzer.terminal import clean, escape, show_summary

HOSTILE = [
    "=cmd()|' /C calc'!A0",
    "@SUM(1+1)",
    "\t=1+1",
    "-2+3",
    "</script><img src=x onerror=alert(1)>",
    "\"><svg onload='alert(1)'><!--",
    "javascript:alert(1) {{ 7*7 }} {% raw %}",
    "a\u202eb\u2066c\u2069 bidi",
    "NUL\x00 bell\x07 escape\x1b[31m",
    "line\u2028separator\u2029and\x85more",
    "comma, \"quote\", 'single'; semicolon\r\nnew line\n\rtail\r",
    "שלום العربية 面 😀 e\u0301 \u200c\u200d",
    "[bold red]markup[/] & <b>&amp;</b>",
    "",
    "  blanks  ",
]


def labelled(i: int, text: str, **more: Any) -> dict[str, Any]:
    """A comment with every label, whose parent is the one before it."""
    row = comment(
        str(i), text, str(i - 1) if i > 1 else None, text[:40] or None, posted="2024-05-01T10:00:00"
    ).to_dict()
    score = {"score": 0.8, "scores": {}}
    return row | {
        "lang": {"label": "en", "score": 1.0, "spans": []},
        "sentiment": {"label": "negative"} | score,
        "reply": {"label": "neutral"} | score,
        "stance": [{"target": t, "label": "favor"} | score for t in ("=A1", text)],
        "frame": {"debate": "mills", "label": "same", **score, "pair": ["A", text], "respect": [],
                  "evidence": [{"start": 0, "end": len(text)}] if text else [],
                  "counterclaim": {"start": 0, "end": len(text), "label": "different", "score": 0.6} if text else None},
    } | more  # fmt: skip


ROWS = [labelled(i, text) for i, text in enumerate(HOSTILE, 1)]


# ---------------------------------------------------------------- the contract of every exporter


def read_jsonl(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").split("\n")[:-1]]


def read_csv(path: Path) -> list[dict[str, Any]]:
    with open(path, encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def read_parquet(path: Path) -> list[dict[str, Any]]:
    return pytest.importorskip("pyarrow.parquet").read_table(path).to_pylist()


READ_AGAIN = {"jsonl": read_jsonl, "csv": read_csv, "parquet": read_parquet}


def as_written(name: str, row: dict[str, Any]) -> dict[str, Any]:
    """What a reader of the file has to find for a comment."""
    if name == "jsonl":
        return row
    if name == "csv":
        return {k: "" if v is None else str(safe_cell(v)) for k, v in flat(row).items()}
    return flat(row)


def test_every_exporter_is_under_contract() -> None:
    assert set(exporters()) == set(READ_AGAIN)


@pytest.mark.parametrize("name", exporters())
@pytest.mark.parametrize("batch", [1, 4, 100])
def test_all_comments_arrive_whole(name: str, batch: int, tmp_path: Path) -> None:
    path = tmp_path / f"out.{name}"
    writer = exporter(name)(path)
    for at in range(0, len(ROWS), batch):
        writer.add(iter(ROWS[at : at + batch]))
    writer.close()
    assert READ_AGAIN[name](path) == [as_written(name, row) for row in ROWS]


@pytest.mark.parametrize("name", exporters())
def test_a_comment_without_labels_and_no_comment_at_all(name: str, tmp_path: Path) -> None:
    bare = comment("1", "x", None, None).to_dict()
    for rows in ([], [bare]):
        writer = exporter(name)(tmp_path / "out")
        writer.add(rows)
        writer.close()
        assert READ_AGAIN[name](tmp_path / "out") == [as_written(name, row) for row in rows]


@pytest.mark.parametrize("name", exporters())
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts=st.lists(st.text(st.characters(codec="utf-8"), max_size=30), max_size=4))
def test_any_text_arrives(name: str, tmp_path: Path, texts: list[str]) -> None:
    rows = [labelled(i, text) for i, text in enumerate(texts, 1)]
    writer = exporter(name)(tmp_path / "out")
    writer.add(rows)
    writer.close()
    assert READ_AGAIN[name](tmp_path / "out") == [as_written(name, row) for row in rows]


def test_an_unknown_exporter_lists_the_known() -> None:
    with pytest.raises(UsageError, match="csv, jsonl, parquet"):
        exporter("xlsx")


# ---------------------------------------------------------------- each format's own dangers


def test_a_row_of_json_lines_is_one_line_for_every_tool() -> None:
    for text in HOSTILE:
        line = to_line({"text": text})
        assert json.loads(line) == {"text": text} and line.endswith("\n")
        assert not {"\n", "\r", "\u2028", "\u2029"} & set(line[:-1])


@pytest.mark.parametrize("text", HOSTILE[:4])
def test_no_cell_is_a_formula(text: str) -> None:
    assert safe_cell(text) == f"'{text}"


def test_safe_cells_stay_as_they_are() -> None:
    for value in ("a = b", "1 - 2", "", None, -3, -0.5, "'=x"):
        assert safe_cell(value) == value
    assert "\x00" not in safe_cell("a\x00b")


def test_no_column_of_a_csv_is_a_formula(tmp_path: Path) -> None:
    writer = exporter("csv")(tmp_path / "out.csv")
    writer.add([labelled(1, "=1", id="=id", thread="+thread", speaker="-speaker", speaker_id="@who", posted="\n=x")])
    writer.close()
    (row,) = read_csv(tmp_path / "out.csv")
    assert not [key for key, cell in row.items() if cell.lstrip()[:1] in tuple("=+-@") and cell]


def test_a_flat_row_tells_voice_respects_and_each_target(tmp_path: Path) -> None:
    frame = ROWS[0]["frame"] | {"voice": "reported", "respect": ["goals", "ideology"]}
    stance = [{"target": t, "label": label, "score": s, "scores": {}} for t, label, s in (("a", "favor", 0.9), ("b", None, 0.4))]
    for name in ("csv", "parquet"):
        writer = exporter(name)(tmp_path / name)
        writer.add([labelled(1, "x", frame=frame | {"counterclaim": {"start": 0, "end": 1, "label": "same", "score": 0.6}}, stance=stance)])
        writer.close()
        (row,) = READ_AGAIN[name](tmp_path / name)
        assert row["counterclaim"] == "x"
        assert (row["frame_voice"], row["frame_respect"]) == ("reported", "goals; ideology")
        assert (row["stance_target"], row["stance"], row["stance_score"] or None) == ("a; b", "favor; ", None)


def test_parquet_has_types(tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    writer = exporter("parquet")(tmp_path / "out.parquet")
    for row in ROWS:
        writer.add([row])
    writer.close()
    file = parquet.ParquetFile(tmp_path / "out.parquet")
    kinds = {field.name: str(field.type) for field in file.schema_arrow}
    assert tuple(kinds) == COLUMNS and kinds["n"] == "int64" and kinds["frame_score"] == "double"
    assert file.num_row_groups == 1


def test_json_for_people_is_utf_8_and_ends_its_line(tmp_path: Path) -> None:
    write_json(tmp_path / "x.json", {"text": "面\u202e"})
    content = (tmp_path / "x.json").read_bytes().decode("utf-8")
    assert "面" in content and content.endswith("}\n") and json.loads(content) == {"text": "面\u202e"}


def test_halves_of_characters_become_the_replacement_character(tmp_path: Path) -> None:
    row = labelled(1, "Same \ud83d here", speaker="\udc00")
    comments = tmp_path / "comments.jsonl"
    comments.write_text(json.dumps(row) + "\n", "utf-8")  # as escapes, which JSON allows
    aggregate = Aggregate()
    for _, rows in Classified([comments]).threads():
        aggregate.add(dict.fromkeys(("source", "author", "declared", "url")) | {"id": "t", "title": "\ud83d"}, rows)
    found = aggregate.result()
    write_json(tmp_path / "summary.json", found)
    write_report(tmp_path / "report.html", found, {}, Classified([comments]))
    assert "Same \ufffd here" in (tmp_path / "summary.json").read_text("utf-8")
    assert "<article" in (tmp_path / "report.html").read_text("utf-8")
    assert to_line({"text": "\ud83d"}) == '{"text": "\ufffd"}\n' and safe_cell("=\ud83d") == "'=\ufffd"
    assert to_line({"text": "😀"}) == '{"text": "😀"}\n'


# ---------------------------------------------------------------- terminals


def test_control_and_direction_characters_are_shown() -> None:
    assert clean("a\x1b[31m\nb\u202e\x00") == "a\\u001b[31m b\\u202e\\u0000"
    assert clean("می\u200cخواهم \u200fא") == "می\u200cخواهم \u200fא"
    assert escape("a\n\tb\r", keep="\n\t") == "a\n\tb\\u000d"


def test_no_language_name_reaches_the_terminal_raw(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    aggregate = Aggregate()
    aggregate.add({"id": "t"}, [labelled(1, "x", lang={"label": "e\x1b[31mn"})])
    show_summary(aggregate.result(), {}, tmp_path)
    assert "\x1b" not in (told := capsys.readouterr().err) and "e\\u001b[31mn 1" in told


# ---------------------------------------------------------------- the report


def report(tmp_path: Path, rows: list[dict[str, Any]], **info: Any) -> str:
    aggregate = Aggregate(load_debate("open"))
    article = {"label": "same", "scores": {}, "evidence": [
        {"text": text, "start": 0, "end": 1, "paragraph": 1, "label": "same", "score": 0.5} for text in HOSTILE
    ], "paragraphs": [{"start": 0, "end": 1, "label": "same", "score": 0.5}]}  # fmt: skip
    threads: dict[str, list] = {}
    for row in rows:
        threads.setdefault(row["thread"], []).append(row)
    for thread, mine in threads.items():
        known = {
            "id": thread,
            "source": "x",
            "title": HOSTILE[4],
            "author": HOSTILE[5],
            "url": HOSTILE[6],
            "declared": 99,
        }
        aggregate.add(known | info, mine, article)
    comments = tmp_path / "comments.jsonl"
    comments.write_text("".join(map(to_line, rows)), "utf-8")
    manifest = {
        "analyzer": "0", "models": {"frame": {"name": HOSTILE[4], "fingerprint": "<b>"}},
        "sources": [{"name": HOSTILE[4], "reader": "x", "comments": 1, "error": e, "notes": [HOSTILE[5]]}
                    for e in (None, HOSTILE[4])],
        "rejects_total": 1, "repairs_total": 1,
        "repairs": [dict.fromkeys(("kind", "comment", "detail", "action"), HOSTILE[4])],
    }  # fmt: skip
    write_report(tmp_path / "report.html", aggregate.result(), manifest, Classified([comments]))
    return (tmp_path / "report.html").read_text("utf-8")


def tree(html: str) -> Any:
    return pytest.importorskip("lxml.html").document_fromstring(html)


def test_the_report_holds_no_script_no_handler_and_nothing_from_outside(tmp_path: Path) -> None:
    page = tree(report(tmp_path, ROWS))
    loaded = {"script", "img", "image", "use", "foreignobject", "animate", "iframe", "object", "embed", "link", "base", "form", "input", "audio", "video"}
    assert not loaded & {element.tag for element in page.iter()}
    for element in page.iter():
        for name, value in getattr(element, "attrib", {}).items():
            assert not name.startswith("on") and name not in ("src", "srcset", "action", "formaction"), name
            assert name != "href" or value.startswith("#"), value
            assert "url(" not in value and "javascript:" not in value
    (style,) = page.iter("style")
    assert "url(" not in style.text and "@import" not in style.text
    policy = page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    assert policy and "default-src 'none'" in policy[0]


def test_the_report_can_be_read_without_seeing_it(tmp_path: Path) -> None:
    page = tree(report(tmp_path, [*ROWS, labelled(1, "x", thread="other")]))
    assert page.get("lang") == "en" and len(page.xpath("//h1")) == 1 and len(page.xpath("//main")) == 1
    assert all(table.xpath("caption") and table.xpath(".//th[@scope]") for table in page.xpath("//table"))
    for drawing in page.xpath("//*[local-name()='svg']"):
        assert drawing.get("role") == "img" and drawing.get("aria-label").strip()
    for link in page.xpath("//nav/a/@href"):
        assert page.xpath(f"//h2[@id='{link[1:]}']")


def test_selectolax_sees_no_script_either(tmp_path: Path) -> None:
    parser = pytest.importorskip("selectolax.lexbor").LexborHTMLParser(report(tmp_path, ROWS))
    assert not parser.css("script, img, iframe, [onerror], [onload]")
    assert len(parser.css("article.comment")) == len(ROWS)


def test_every_comment_is_anchored_and_every_link_arrives(tmp_path: Path) -> None:
    rows = ROWS + [labelled(i, "x", thread="other") for i in (1, 2, 3)]
    page = tree(report(tmp_path, rows))
    anchors = page.xpath("//article/@id")
    assert len(anchors) == len(set(anchors)) == len(rows)
    links = [link.removeprefix("#") for link in page.xpath("//a/@href")]
    assert len(links) > len(rows) and set(links) <= {*anchors, *page.xpath("//h2/@id")}


def test_of_a_long_thread_only_what_is_cited_is_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("analyzer.export.report.SHOWN", 3)
    monkeypatch.setattr("analyzer.export.report.CITED", 2)
    rows = [*ROWS[:3], labelled(4, "x", parent="5"), labelled(5, "x", kind="deleted")][::-1]
    html = report(tmp_path, rows)
    page = tree(html)
    assert len(page.xpath("//article/@id")) == 2 and "2 of 5: those that this page links to" in html
    assert {link.removeprefix("#") for link in page.xpath("//a/@href")} <= {*page.xpath("//*/@id")}


def test_one_endless_comment_does_not_make_an_endless_page(tmp_path: Path) -> None:
    html = report(tmp_path, [labelled(1, "same " * 100_000)])
    assert len(html) < 100_000 and "480000 more letters stand in comments.jsonl" in html


def test_hostile_words_are_shown_as_they_were_written(tmp_path: Path) -> None:
    page = tree(report(tmp_path, ROWS))
    shown = [body.text_content() for body in page.xpath("//div[@class='body']")]
    assert shown[4] == HOSTILE[4] and shown[5] == HOSTILE[5] and shown[6] == HOSTILE[6] and shown[12] == HOSTILE[12]
    assert shown[7] == "a\\u202eb\\u2066c\\u2069 bidi" and "NUL\\u0000 bell\\u0007 escape\\u001b" in shown[8]
    assert shown[11] == HOSTILE[11]
    forbidden = set("\x00\x07\x1b\u202e\u2066\u2069")
    assert not forbidden & set(page.text_content())
    assert HOSTILE[4] in page.xpath("string(//title)") and HOSTILE[4] in page.xpath("string(//h1)")


def test_the_report_of_withheld_labels_names_none(tmp_path: Path) -> None:
    label = {"label": None, "score": 0.4, "scores": {}}
    frame = {"debate": "mills", **label, "pair": [], "respect": [], "evidence": []}
    rows = [labelled(1, "First", frame=frame, sentiment=label, reply=label), labelled(2, "Second", frame=frame, sentiment=label)]
    page = tree(report(tmp_path, rows))
    assert not [header for header in page.xpath("//article/header") if "None" in header.text_content()]
    assert page.xpath("//*[local-name()='circle'][@r]/@class") and "None" not in page.xpath("//@class")
    assert "The labels of 2 speakers are withheld" in page.text_content()


def test_the_report_of_comments_that_tell_little(tmp_path: Path) -> None:
    label = {"label": "same", "score": 0.8}
    rows = [{"id": "1", "thread": "t", "text": "Same", "frame": {"debate": "mills"} | label},
            {"id": "2", "thread": "t", "text": "So", "sentiment": None, "reply": None, "n": None, "depth": None, "posted": 5}]  # fmt: skip
    page = tree(report(tmp_path, rows))
    assert [header.text_content().split(".")[0] for header in page.xpath("//article/header")] == ["1", "2"]


def test_one_comment_has_one_number_on_the_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    more = {"posted": None, "parent_source": "export", "reply": {"label": "agree", "score": 0.9}}
    rows = [labelled(n, "x", id=id, n=n, parent=parent, speaker=who, speaker_id=who, **more)
            for n, id, parent, who in ((1, "3", "2", "Cem"), (2, "2", "1", "Bea"), (3, "1", None, "Ann"), (4, "9", "gone", "Dan"))]
    page = tree(report(tmp_path, rows))
    headers = [header.text_content().replace("\n", " ") for header in page.xpath("//article/header")]
    assert [header.split(" (")[0] for header in headers[:2]] == ["1. Cem · answers 2", "2. Bea · answers 3"]
    assert "answers id gone" in headers[3]
    table = page.xpath("//details[contains(summary, 'pairs of speakers')]//tbody/tr/td[last()]")
    assert [cell.text_content() for cell in table] == ["in 1", "in 2"]
    (told,) = (each.text_content() for each in page.xpath("//ol[@class='findings']/li") if "between speakers" in each.text_content())
    assert "Comments: 1, 2" in told
    monkeypatch.setattr("analyzer.export.report.SHOWN", 1)
    monkeypatch.setattr("analyzer.export.report.CITED", 1)
    page = tree(report(tmp_path, rows[:2] + [row | {"frame": None} for row in rows[2:]]))
    assert [header.text_content().split(" (")[0] for header in page.xpath("//article/header")] == ["1. Cem · answers 2"]


def test_threads_whose_comments_alternate_stand_under_one_heading_each(tmp_path: Path) -> None:
    rows = [labelled(i, "x", thread=thread) for i in (1, 2, 3) for thread in ("a", "b")]
    page = tree(report(tmp_path, rows))
    assert [title.text_content() for title in page.xpath("//h2[@id='comments']/following-sibling::h3")] == ["a", "b"]


def test_words_from_right_to_left_are_isolated(tmp_path: Path) -> None:
    against = {"start": 0, "end": 4, "label": "different", "score": 0.6}
    row = labelled(1, "سواء.", speaker="علي", speaker_id="علي")
    page = tree(report(tmp_path, [row | {"frame": row["frame"] | {"counterclaim": against}}]))
    assert "“سواء.”" in page.xpath("//blockquote/bdi/text()") and not page.xpath("//blockquote/@dir")
    assert page.xpath("//p[@class='said']/bdi/text()") == ["“سواء.”", "“سواء”"]
    assert page.xpath("//ol[@class='findings']/li/p/bdi/text()")[0] == "علي"


def test_one_is_told_as_one_and_the_nameless_are_counted(tmp_path: Path) -> None:
    none = labelled(1, "x")["frame"] | {"label": "none", "evidence": [], "counterclaim": None}
    rows = [labelled(i, "x", speaker=None, speaker_id=None, frame=none) for i in range(1, 31)]
    rows.append(labelled(31, "x", speaker="Ann", speaker_id="ann", frame=none))
    assert "Without a position: Ann and 30 without a name." in tree(report(tmp_path, rows)).text_content()
    assert "1 comment · 1 speaker " in tree(report(tmp_path, rows[:1])).text_content().replace("\n", " ")


def test_the_evidence_of_a_withheld_label_is_not_highlighted(tmp_path: Path) -> None:
    row = labelled(1, "First")
    page = tree(report(tmp_path, [row | {"frame": row["frame"] | {"label": None}}]))
    assert not page.xpath("//article//mark")


def with_frame(**more: Any) -> dict[str, Any]:
    return {"frame": labelled(1, "x")["frame"] | more}


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ({"sentiment": {"label": "Negative", "score": 1}}, "sentiment 'Negative' is none of negative, neutral, positive"),
        ({"sentiment": "negative"}, "sentiment 'negative' is no object with a label"),
        (with_frame(score=None), "frame has no score from 0 to 1"),
        (with_frame(score=float("nan")), "frame has no score from 0 to 1"),
        (with_frame(counterclaim=True), "the counterclaim of the frame cannot be read: True"),
        (with_frame(counterclaim={"start": 0, "end": 1}), "the counterclaim of the frame cannot be read"),
        (with_frame(evidence=[[0, 1]]), "the evidence of the frame cannot be read"),
        ({"stance": {"label": "favor", "score": 1}}, "stance {.*} is no list of labels"),
        ({"stance": [{"label": "favor", "score": 1}]}, "stance names no target"),
        ({"lang": "en"}, "lang 'en' names no language"),
        ({"depth": "2"}, "depth '2' is no whole number"),
        ({"n": 2**40}, "n 1099511627776 is no whole number"),
        ({"speaker_id": 5}, "speaker_id 5 is no text"),
        ({"thread": 7}, "thread 7 is no text"),
        ({"parent": 4}, "parent 4 is no text"),
        ({"kind": None}, "kind None is none of comment, pingback, deleted, placeholder"),
        ({"quotes": [1]}, "quotes .* are no list of spans"),
    ],
)
def test_a_value_that_cannot_be_read_is_named_with_its_line(wrong: dict[str, Any], reason: str, tmp_path: Path) -> None:
    file = tmp_path / "c.jsonl"
    file.write_text("".join(json.dumps(row) + "\n" for row in (ROWS[0], ROWS[1] | wrong)), "utf-8")
    with pytest.raises(InputError, match=rf"c.jsonl:2: {reason}.*; give the comments.jsonl"):
        list(Classified([file]))


def test_the_columns_of_time_stand_where_their_days_do(tmp_path: Path) -> None:
    for days, places in ((("2024-01-01", "2024-01-02", "2024-02-20"), 51), (("2023-11-01", "2024-01-01", "2024-03-01"), 5),
                         (("2001-01-01", "2003-01-01", "2024-01-01"), 24)):  # fmt: skip
        aggregate = Aggregate()
        aggregate.add({"id": "t"}, [labelled(i, "x", posted=f"{day}T10:00:00") for i, day in enumerate(days, 1)])
        drawn = columns(aggregate.result())
        lefts = [column["x"] for column in drawn["columns"]]
        assert lefts[0] == 0 and lefts[2] == pytest.approx(100 * (places - 1) / places, abs=0.01)
        assert lefts[1] < 51 and all(column["width"] < 100 / places for column in drawn["columns"])


def test_the_report_of_unclassified_comments(tmp_path: Path) -> None:
    page = tree(report(tmp_path, [comment("1", "x", None, None).to_dict()]))
    assert "no frames were asked for" in page.text_content() and "(no name)" in page.text_content()


def test_the_report_is_the_same_every_time(tmp_path: Path) -> None:
    assert report(tmp_path, ROWS) == report(tmp_path, ROWS)


def test_text_is_cut_into_quoted_and_telling_pieces() -> None:
    text = "abcdefghij"
    cut = pieces(text, [(2, 5), (4, 6)], [(5, 8)])
    assert cut == [("", "ab"), ("quote", "cd"), ("quote", "e"), ("evidence", "f"), ("evidence", "gh"), ("", "ij")]


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)).map(lambda s: (min(s), max(s))), max_size=5))
def test_no_cut_loses_a_letter(spans: list[tuple[int, int]]) -> None:
    assert "".join(words for _, words in pieces("abcdefghi", spans, spans[::2])) == "abcdefghi"


def test_a_hundred_thousand_quotes_take_linear_time() -> None:
    import time

    start = time.process_time()
    pieces("> a\n" * 100_000, [(i, i + 3) for i in range(0, 400_000, 4)], [(0, 400_000)])
    assert time.process_time() - start < 5


def test_json_for_people_is_the_same_value_in_lines() -> None:
    value = {"a": [], "b": {}, "c": [1, None, True], "d": "ש", "e": [{"x": "y" * 90, "z": [1.5] * 60}] * 30, "f": {"g": "h" * 200}}
    text = to_json(value)
    assert json.loads(text) == value and text.splitlines()[1] == ' "a": [],'
    assert sum('"z"' in line for line in text.splitlines()) == 30  # a record a line
