"""Remark42 JSON: the tree or plain list of its interface, and its backup (a comment a line)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from analyzer.read import _json
from analyzer.read._export import by_thread, kind_of
from analyzer.read._export_html import html_to_text
from analyzer.read.registry import reader
from analyzer.read.source import Report, Source
from analyzer.thread import Article, RawThread, Record


@reader("remark42", "Remark42 tree, list or backup (JSON)")
class Remark42:
    """Reads answers of ``/api/v1/find`` and files written by the backup command."""

    def sniff(self, source: Source) -> float:
        value = _json.head(source)
        item = _json.first(_json.mapping(value).get("comments")) or _json.first(value)
        item = _json.mapping(item.get("comment")) or item
        return 1.0 if _is_comment(item) or _backup(source) else 0.0

    def read(self, source: Source, report: Report) -> Iterator[RawThread]:
        declared: dict[str, int] = {}
        if _backup(source):
            roots: list[Any] = list(_lines(source, report))
        else:
            value = _json.load(source, report)
            info = _json.mapping(_json.mapping(value).get("info"))
            if isinstance(info.get("count"), int):
                declared[_json.string(info.get("url"))] = info["count"]
            roots = _json.listing(_json.mapping(value).get("comments")) or _json.listing(value)
        pairs: list[tuple[str, Record]] = []
        articles: dict[str, Article] = {}
        for node, above in _json.preorder(roots, lambda node: _json.listing(node.get("replies"))):
            comment, place = _unwrap(node), f"comment {len(pairs) + 1}"
            if not _is_comment(comment) or isinstance(comment, _json.Cut):
                report.reject(place, "no comment, or one that breaks off")
                continue
            url = _json.string(_json.mapping(comment["locator"]).get("url"))
            page = url or source.stem
            articles.setdefault(page, Article(title=_json.name(comment.get("title")), url=url or None))
            pairs.append((page, _record(comment, _unwrap(above) if above else None, place)))
        yield from by_thread(pairs, articles=articles, declared=declared)


def _is_comment(item: dict[str, Any]) -> bool:
    return {"id", "pid", "text", "locator"} <= item.keys()


def _unwrap(node: dict[str, Any]) -> dict[str, Any]:
    return _json.mapping(node.get("comment")) or node


def _backup(source: Source) -> bool:
    """Whether this is a backup: one object a line, the first for version, users and posts."""
    lines = source.head_text.lstrip("\ufeff \n").split("\n", 2)[:2]
    try:
        first, second = (json.loads(line) for line in lines)
    except (ValueError, RecursionError):
        return False
    header = isinstance(first, dict) and "version" in first or _is_comment(_json.mapping(first))
    return header and _is_comment(_json.mapping(second))


def _lines(source: Source, report: Report) -> Iterator[dict[str, Any]]:
    for number, line in enumerate(source.text.split("\n"), 1):
        if not line.strip():
            continue
        value, fault, reason = _json.parse(line)
        if fault is not None or not isinstance(value, dict):
            report.reject(f"line {number}", f"broken JSON ({reason or 'no object'})")
        elif "version" not in value:
            yield value


def _record(comment: dict[str, Any], above: dict[str, Any] | None, place: str) -> Record:
    text, quotes = html_to_text(_json.string(comment.get("text")))
    parent = _json.ident(comment.get("pid")) or (_json.ident(above.get("id")) if above else None)
    user = _json.mapping(comment.get("user"))
    if user.get("id") == "deleted":  # what is left of an account that was removed
        user = {}
    return Record(
        text,
        id=_json.ident(comment.get("id")),
        parent=parent,
        top_level=parent is None,
        speaker=_json.name(user.get("name")),
        speaker_key=_json.ident(user.get("id")),
        posted=_json.when(comment.get("time")),
        kind=kind_of(text, gone=bool(comment.get("delete"))),
        quotes=quotes,
        where=place,
    )
