"""How the article frames the debate, beside its commenters: from its paragraphs to one label."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from analyzer.aggregate.positions import CLAIMS, FRAMES, REPORTED, decide
from analyzer.thread import Article

EVIDENCE = 5  # sentences shown


def article_frame(article: Article | None, paragraphs: Sequence[Mapping[str, Any]]) -> dict[str, Any] | None:
    """The article's frame: the side that its paragraphs' claims weigh towards.

    Every paragraph that makes a claim of its own has one vote of its score's weight; the rule
    is that of speakers (``positions``). ``scores`` are the shares of the votes, ``none``
    having one minus the strongest claim.

    Returns:
        label, scores, evidence (the strongest sentences, in the article's order) and the
        paragraphs with their labels and the sentences that make a claim; None without an article.
    """
    if article is None or not article.text.strip():
        return None
    votes = np.zeros((1, 3), np.int64)
    found, certainty = [], 0.0
    for number, paragraph in enumerate(paragraphs, 1):
        frame = paragraph["frame"]
        if frame["label"] == "none" or frame.get("voice") == REPORTED:
            continue
        votes[0, CLAIMS.index(frame["label"])] += round(frame["score"] * 10_000)
        for span in frame["evidence"]:
            start, end = paragraph["start"] + span["start"], paragraph["start"] + span["end"]
            found.append({
                "text": article.text[start:end], "start": start, "end": end, "paragraph": number,
                "label": frame["label"], "score": frame["score"],
            })  # fmt: skip
        certainty = max(certainty, frame["score"])
    label, total = FRAMES[decide(votes)[0]], int(votes.sum())
    scores = {k: round(certainty * int(v) / total, 4) if total else 0.0 for k, v in zip(CLAIMS, votes[0])}
    scores["none"] = round(1 - sum(scores.values()), 4)
    strongest = sorted(found, key=lambda e: (e["label"] != label, -e["score"], e["start"]))[:EVIDENCE]
    return {
        "label": label, "scores": scores, "evidence": sorted(strongest, key=lambda e: e["start"]),
        "paragraphs": [
            {
                "start": p["start"], "end": p["end"], "label": p["frame"]["label"], "score": p["frame"]["score"],
                "sentences": [
                    {key: each[key] for key in ("start", "end", "label", "score", "voice")}
                    for each in p.get("sentences", ()) if each["label"] != "none"
                ],
            }
            for p in paragraphs
        ],
    }  # fmt: skip
