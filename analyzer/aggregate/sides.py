"""The sides of the debate: their tone, their surest comments, and the article beside them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from analyzer.aggregate.frozen import Frozen
from analyzer.aggregate.positions import BOTH, CLAIMS, DIFFERENT, FRAMES, NO_CLAIM, SAME
from analyzer.aggregate.shares import Votes
from analyzer.aggregate.table import ABSENT
from analyzer.classify.base import TASKS

TELLING = 5  # comments shown for each frame
SENTIMENT = TASKS["sentiment"]
NEGATIVE = SENTIMENT.index("negative")


def tone(data: Frozen) -> dict[str, Any] | None:
    """The sentiment of each side: of all comments of the speakers who hold a position, and of those who hold none.

    Returns:
        For each position ``speakers``, ``comments`` by sentiment and ``shares`` with intervals
        (speakers' comments belong together); ``difference``: the share of negative comments of
        the ``same`` side less that of the ``different`` side. None where no sentiment was asked for.
    """
    if "sentiment" not in data.table.asked:
        return None
    rows = np.flatnonzero((data.column["tone"] != ABSENT) & ~data.withheld[data.column["speaker"]])
    speaker = data.column["speaker"][rows]
    side = data.position[speaker]
    votes = Votes(data.clusters, data.clusters.of_speaker[speaker], side, data.column["tone"][rows].astype(np.int64), 4)
    shares = votes.shares(SENTIMENT, "comments of the side")
    people = np.bincount(data.position[np.unique(speaker)], minlength=4)
    out: dict[str, Any] = {
        label: {
            "speakers": int(people[code]), "comments": dict(zip(SENTIMENT, votes.counts[code].astype(int).tolist())),
            "shares": shares[code],
        }
        for code, label in enumerate(FRAMES)
    }  # fmt: skip
    return out | {"difference": votes.difference(SAME, DIFFERENT, NEGATIVE)}


def telling(data: Frozen) -> dict[str, list[dict[str, Any]]]:
    """The comments of each frame that the classifier is surest of, one of each speaker, with their evidence.

    What is only reported comes after the speakers' own claims.
    """
    out = {}
    score, reported = data.column["score"], data.own == NO_CLAIM
    for code, label in enumerate(CLAIMS):
        rows = np.flatnonzero(data.column["frame"] == code)
        keep = np.lexsort((-score[rows], reported[rows]))[: TELLING * 200]
        ranked = sorted(rows[keep].tolist(), key=lambda row: (
            reported[row], -score[row], data.threads[data.column["thread"][row]], data.table.n[row] or 0,
        ))  # fmt: skip
        seen: dict[int, int] = {}
        for row in ranked:
            seen.setdefault(int(data.column["speaker"][row]), row)
        chosen = sorted(list(seen.values())[:TELLING], key=ranked.index)
        out[label] = [data.claim(row) for row in chosen]
    return out


def beside_article(data: Frozen, articles: Sequence[Mapping[str, Any] | None]) -> dict[str, Any] | None:
    """How the articles frame the debate, and how many of their commenters with a position do so too.

    Args:
        articles: for each thread what ``article_frame`` returned.

    Returns:
        ``label``, ``scores`` and ``evidence`` of a single article, ``counts`` of several; and
        ``commenters`` under the articles that make a claim: ``threads``, ``with`` the article,
        ``against`` it, and the share ``with`` and its interval. None without an article.
    """
    frames = [article for article in articles if article]
    if not frames:
        return None
    if len(frames) == 1:
        out: dict[str, Any] = {key: frames[0][key] for key in ("label", "scores", "evidence")}
    else:
        counts = Counter(frame["label"] for frame in frames)
        out = {"label": None, "scores": {}, "evidence": [], "counts": {label: counts[label] for label in FRAMES}}
    codes = np.array([FRAMES.index(article["label"]) if article else NO_CLAIM for article in articles], int)
    theirs = codes[data.home] if data.speakers else codes[:0]
    who = np.flatnonzero((theirs != NO_CLAIM) & (data.position != NO_CLAIM)) if data.speakers else codes[:0]
    if len(who):
        apart = (data.position[who] != theirs[who]).astype(np.int64)
        votes = Votes(data.clusters, data.clusters.of_speaker[who], np.zeros(len(who), int), apart, 1, 2)
        out["commenters"] = {
            "threads": len(np.unique(data.home[who])), "with": int((apart == 0).sum()), "against": int(apart.sum()),
            "share": votes.shares(("with", "against"), "speakers who take a position")[0]["with"],
        }  # fmt: skip
    return out


def positions(data: Frozen) -> list[dict[str, Any]]:
    """Every speaker: position, number of comments and of claims by frame, and up to three pieces of evidence.

    Evidence for the position comes first, the surest first; of a speaker who holds both, one
    piece of each side that makes up the position. The position is None where all labels are withheld.
    ``counterclaim``: of a comment that claims it, the sentence that firmly claims the opposite, if there is one.
    """
    own, speaker = data.own, data.column["speaker"]
    comments = np.bincount(speaker, minlength=data.speakers)
    claim = np.flatnonzero((own != ABSENT) & (own != NO_CLAIM))
    tally = np.bincount(speaker[claim] * 3 + own[claim], minlength=data.speakers * 3).reshape(-1, 3)
    mine: dict[int, list[int]] = {}
    for row in claim.tolist():
        mine.setdefault(int(speaker[row]), []).append(row)
    out = []
    for number, (key, held) in enumerate(zip(data.table.speakers, data.position.tolist())):
        rows = sorted(mine.get(number, ()), key=lambda row: (-int(data.column["score"][row]), data.table.n[row] or 0))
        out.append({
            "speaker": data.name(number), "speaker_id": None if key[1].startswith("\0") else key[1],
            "thread": data.threads[key[0]], "position": None if data.withheld[number] else FRAMES[held],
            "comments": int(comments[number]),
            "claims": dict(zip(CLAIMS, tally[number].tolist())),
            "evidence": [data.claim(row) for row in _evidence(rows, own, held)],
            "counterclaim": data.counterclaim(rows, held),
        })  # fmt: skip
    return out


def _evidence(rows: list[int], own: np.ndarray, held: int) -> list[int]:
    if held == BOTH:
        first = [next((row for row in rows if own[row] == label), None) for label in (BOTH, SAME, DIFFERENT)]
        chosen = [row for row in first if row is not None]
        return (chosen + [row for row in rows if row not in chosen])[:3]
    return sorted(rows, key=lambda row: own[row] != held)[:3]
