"""How the article frames the debate, beside its commenters: from its paragraphs to one label."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from analyzer.aggregate.positions import FRAMES, SHARED
from analyzer.thread import Article

EVIDENCE = 5  # sentences shown


def article_frame(article: Article | None, paragraphs: Sequence[Mapping[str, Any]]) -> dict[str, Any] | None:
    """The article's frame: the side that its paragraphs' claims weigh towards.

    Every paragraph that makes a claim has one vote of its score's weight; the rule for
    ``both`` is that of speakers. ``scores`` are the shares of the votes, ``none`` having
    one minus the strongest claim.

    Returns:
        label, scores, evidence (the strongest sentences, in the article's order) and the
        paragraphs with their labels; None without an article.
    """
    if article is None or not article.text.strip():
        return None
    votes = dict.fromkeys(FRAMES[:3], 0.0)
    found = []
    for number, paragraph in enumerate(paragraphs, 1):
        frame = paragraph["frame"]
        if frame["label"] == "none":
            continue
        votes[frame["label"]] += frame["score"]
        for span in frame["evidence"]:
            start, end = paragraph["start"] + span["start"], paragraph["start"] + span["end"]
            found.append({
                "text": article.text[start:end], "start": start, "end": end, "paragraph": number,
                "label": frame["label"], "score": frame["score"],
            })  # fmt: skip
    total = sum(votes.values())
    label = "none"
    if total:
        split = min(votes["same"], votes["different"]) >= SHARED * total
        label = "both" if split or votes["both"] > total / 2 else max(votes, key=lambda k: votes[k])
    certainty = max((p["frame"]["score"] for p in paragraphs if p["frame"]["label"] != "none"), default=0.0)
    scores = {k: round(certainty * v / total, 4) if total else 0.0 for k, v in votes.items()}
    scores["none"] = round(1 - sum(scores.values()), 4)
    strongest = sorted(found, key=lambda e: (e["label"] != label, -e["score"], e["start"]))[:EVIDENCE]
    return {
        "label": label, "scores": scores, "evidence": sorted(strongest, key=lambda e: e["start"]),
        "paragraphs": [
            {"start": p["start"], "end": p["end"], "label": p["frame"]["label"], "score": p["frame"]["score"]}
            for p in paragraphs
        ],
    }  # fmt: skip
