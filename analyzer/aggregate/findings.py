"""Plain-language findings: short claims, each with the numbers and the comments behind it.

Every sentence is put together from the numbers of the summary, never from anything else,
so that it holds wherever the numbers do. What is uncertain is said to be so in the same sentence.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from analyzer.aggregate.positions import CLAIMS, REPORTED
from analyzer.aggregate.words import (
    NAMED,
    at,
    difference,
    listed,
    many,
    name,
    names,
    percent,
    quoted,
    s,
    times,
    unmarked,
    who,
)

LISTED = 20  # comments and pieces of evidence of one finding
CHANGES = 5  # changes told one by one
TOLD = 3  # counterclaims told one by one
FEW = 5  # votes below which no share of a group is told
WORDS = {"same": "“same”", "different": "“different”", "both": "both", "none": "no position"}


@dataclass(frozen=True)
class Finding:
    """One claim.

    Attributes:
        id: what it is about.
        text: the claim, in one to three sentences; ``words`` marks the names in it.
        numbers: the numbers that it states.
        comments: the comments behind it, each with ``thread``, ``comment`` (id), ``n`` and ``speaker``.
        evidence: sentences that carry it, each with its comment or, of an article, its paragraph.
    """

    id: str
    text: str
    numbers: Mapping[str, Any]
    comments: Sequence[Mapping[str, Any]] = ()
    evidence: Sequence[Mapping[str, Any]] = ()

    def to_dict(self) -> dict[str, Any]:
        keys = ("thread", "comment", "n", "speaker")
        text, foreign = unmarked(self.text)
        return {
            "id": self.id, "text": text, "names": [list(span) for span in foreign], "numbers": dict(self.numbers),
            "comments": [{key: c[key] for key in keys} for c in self.comments[:LISTED]],
            "evidence": [dict(e) for e in self.evidence[:LISTED]],
        }  # fmt: skip


def findings(summary: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The findings of a summary, the most important first."""
    found: list[Iterable[Finding]] = []
    if not summary["comments"]:
        found.append([Finding("empty", "There are no comments.", {"comments": 0})])
        if "frames" in summary:
            found.append(_article(summary))
    elif "frames" in summary:
        found += [_positions(summary), _article(summary), _corrected(summary), _comments(summary), _changes(summary)]
    else:
        text = f"{many(summary['comments'], 'comment')} by {many(summary['speakers'], 'speaker')}; no frames were asked for."
        found.append([Finding("size", text, {key: summary[key] for key in ("comments", "speakers")})])
    if "network" in summary:
        found += [_replies(summary), _camps(summary)]
    if "frames" in summary and summary["comments"]:
        found += [_tone(summary), _respects(summary), _groups(summary), _surest(summary)]
    if "comparison" in summary:
        found.append(_comparison(summary))
    return [finding.to_dict() for each in found for finding in each]


# ---------------------------------------------------------------- who holds what


def _positions(summary: Mapping[str, Any]) -> Iterator[Finding]:
    counts, shares = summary["frames"]["speakers"], summary["frames"]["shares"]
    n, speakers, threads = shares["same"]["n"], summary["speakers"], len(summary["threads"])
    withheld = [p for p in summary["positions"] if p["position"] is None]
    unnamed = sum(p["speaker"] is None and p["speaker_id"] is None for p in summary["positions"])
    numbers = {"speakers": speakers, "with_position": n, "counts": dict(counts), "shares": shares,
               "withheld": len(withheld), "unnamed": unnamed}  # fmt: skip
    rest = _uncounted(withheld, unnamed, threads)
    if not n:
        yield Finding("positions", " ".join([*_nobody(speakers - len(withheld), speakers), *rest]), numbers)
        return
    holders = [p for p in summary["positions"] if p["position"] in CLAIMS]
    by = {label: [p for p in holders if p["position"] == label] for label in CLAIMS}
    held = [label for label in sorted(CLAIMS, key=lambda label: -counts[label]) if counts[label]]
    if threads == 1:
        parts = [f"{counts[label]:,} hold{s(counts[label])} {WORDS[label]} ({names(by[label])})"
                 for label in held]  # fmt: skip
        start = f"Of {many(n, 'speaker')} who take{s(n)} a position, {listed(parts)}."
    else:
        parts = [f"{percent(shares[label])} hold {WORDS[label]}" for label in held]
        among = len({p["thread"] for p in holders})
        start = f"Of {'the ' if n > 1 else ''}{many(n, 'speaker')} who take{s(n)} a position, in {many(among, 'thread')}, {listed(parts)}."
    silent = [p for p in summary["positions"] if p["position"] == "none"]
    if silent:
        named = f" ({names(silent)})" if threads == 1 and len(silent) <= NAMED else ""
        start += f" {many(len(silent), 'speaker')} take{s(len(silent))} none{named}."
    start = " ".join([start, *rest])
    if threads == 1:
        evidence = [e for label in CLAIMS for p in by[label] for e in p["evidence"][: 2 if label == "both" else 1]]
    else:
        evidence = [e for each in summary["frames"]["telling"].values() for e in each]
    yield Finding("positions", start, numbers, evidence, evidence)
    yield from _counterclaims(holders, threads)
    yield _majority(shares, held[0], n, summary["frames"]["drawn"])


def _counterclaims(holders: Sequence[Mapping[str, Any]], threads: int) -> Iterator[Finding]:
    """Whose position is not that simple: a sentence beside the claim says the opposite."""
    torn = [p for p in holders if p["counterclaim"]]
    if not torn:
        return
    said = [p["counterclaim"] for p in torn]
    if threads == 1:
        parts = [f"{who(p)} holds {WORDS[p['position']]} but also says {quoted(e['text'])} ({at(e)})"
                 for p, e in zip(torn[:TOLD], said)]  # fmt: skip
        if left := len(torn[TOLD:]):
            parts.append(f"so do{'es' if left == 1 else ''} {left:,} more")
        text = f"Not so simple: {listed(parts)}."
    else:
        text = (f"Not so simple: {len(torn):,} of the {many(len(holders), 'speaker')} with a position also say{s(len(torn))} the "
                "opposite, in a sentence beside the claim.")  # fmt: skip
    yield Finding("counterclaims", text, {"speakers": len(torn)}, said, said)


def _nobody(known: int, speakers: int) -> Iterator[str]:
    """That none of the speakers with a label takes a position."""
    which = " whose labels are known" if known < speakers else ""
    if known > 1:
        yield f"None of the {many(known, 'speaker')}{which} takes a position on the debate."
    elif known:
        yield f"The only speaker{which} takes no position on the debate."


def _uncounted(withheld: Sequence[Mapping[str, Any]], unnamed: int, threads: int) -> Iterator[str]:
    """Whose position is unknown, and what counts as a speaker without being known as one."""
    if withheld:
        named = f" ({names(withheld)})" if threads == 1 and len(withheld) <= NAMED else ""
        yield f"The labels of {many(len(withheld), 'speaker')} are withheld{named}."
    if unnamed > 1:
        yield f"Each of the {unnamed:,} comments without a name counts as a speaker of its own."


def _majority(shares: Mapping[str, Any], label: str, n: int, drawn: str) -> Finding:
    share = shares[label]
    wider = {"speakers": "commenters like these", "threads": "threads like these"}.get(drawn, "these threads")
    if share["low"] > 0.5:
        text = f"A majority holds {WORDS[label]}, {percent(share)}: the interval for {wider} lies above half."
    elif share["estimate"] > 0.5:
        text = (f"A majority of those counted holds {WORDS[label]}, {percent(share)}, but with {many(n, 'voice')} the "
                f"interval for {wider} reaches below half.")  # fmt: skip
    else:
        text = f"No position has a majority; none is held by more speakers than {WORDS[label]}, {percent(share)}."
    return Finding("majority", text, {"label": label, "share": share, "drawn": drawn})


def _article(summary: Mapping[str, Any]) -> Iterator[Finding]:
    article = summary["frames"]["article"]
    if article is None:
        return
    beside = article.get("commenters")
    numbers = {"label": article["label"], "counts": article.get("counts"), "commenters": beside}
    if article["label"] is None:
        counts = article["counts"]
        parts = [f"{counts[label]:,} argue{s(counts[label])} {WORDS[label]}" for label in CLAIMS if counts[label]]
        parts += [f"{counts['none']:,} take{s(counts['none'])} no side"] if counts["none"] else []
        text = f"Of {many(sum(counts.values()), 'article')}, {listed(parts)}."
        if beside and beside["share"]["n"] == 1:
            holds = "holds" if beside["with"] else "does not hold"
            text += f" Under the articles that take a side, the only speaker with a position {holds} what the article argues."
        elif beside:
            text += (f" Under the articles that take a side, {percent(beside['share'])} of the "
                     f"{many(beside['share']['n'], 'speaker')} with a position hold what their article argues.")  # fmt: skip
        yield Finding("article", text, numbers)
        return
    if article["label"] == "none":
        yield Finding("article", "The article itself takes no side.", numbers)
        return
    text = f"The article itself argues {WORDS[article['label']]}."
    evidence = sorted(article["evidence"], key=lambda e: (e["label"] != article["label"], -e["score"]))[:3]
    holders: list[Mapping[str, Any]] = []
    if beside:
        total, there = beside["with"] + beside["against"], " under it" if len(summary["threads"]) > 1 else ""
        if total == 1:
            text += f" The only speaker{there} with a position {'holds it too' if beside['with'] else 'does not hold it'}."
        else:
            text += (f" {beside['with'] or 'None'} of the {many(total, 'speaker')}{there} with a position "
                     f"hold{'' if beside['with'] > 1 else 's'} it too.")  # fmt: skip
        under = {thread["id"] for thread in summary["threads"] if thread["article"]}
        holders = [e for p in summary["positions"] if p["position"] == article["label"] and p["thread"] in under
                   for e in p["evidence"][:1]]  # fmt: skip
    yield Finding("article", text, numbers, holders, evidence)


def _corrected(summary: Mapping[str, Any]) -> Iterator[Finding]:
    """The shares that a labelled sample corrects: of the comments with a claim where they are given."""
    corrected = summary["frames"].get("corrected")
    if not corrected:
        return
    shares = corrected.get("claims") or corrected
    told = [label for label in CLAIMS if shares.get(label, {}).get("estimate") is not None]
    if not told:
        return
    of = "comments with a claim" if "claims" in corrected else corrected.get("of", "comments")
    labelled = f" by {many(corrected['labelled'], 'labelled comment')}" if "labelled" in corrected else ""
    parts = [f"{WORDS[label]} {percent(shares[label])}" for label in told]
    text = f"Corrected for the classifier's own errors{labelled}, the shares of {of} are {listed(parts)}."
    yield Finding("corrected", text, dict(corrected))


def _comments(summary: Mapping[str, Any]) -> Iterator[Finding]:
    counts = summary["frames"]["comments"]
    claims = sum(counts[label] for label in CLAIMS)
    if not claims:
        return
    parts = [f"{counts[label]:,} {WORDS[label]}" for label in CLAIMS if counts[label]]
    total = sum(counts.values())
    unlabelled = summary["comments"] - total
    which = (" whose frame is known" if total == 1 else " whose frames are known") if unlabelled else ""
    text = f"Of {many(total, 'comment')}{which}, {claims:,} make{s(claims)} a claim: {listed(parts)}."
    loudest = max(summary["positions"], key=lambda p: (sum(p["claims"].values()), -p["comments"]))
    theirs = sum(loudest["claims"].values())
    if len(summary["threads"]) == 1 and theirs > 1 and 4 * theirs >= claims:
        text += f" {theirs} of the claims are by {who(loudest)}."
    text += _without_label(unlabelled)
    telling = [e for each in summary["frames"]["telling"].values() for e in each]
    yield Finding("comments", text, {"comments": total, "claims": claims, "counts": dict(counts)}, telling)


def _without_label(n: int) -> str:
    return f" {n:,} more {'has' if n == 1 else 'have'} no label, withheld or for want of words." if n else ""


# ---------------------------------------------------------------- changes


def _changes(summary: Mapping[str, Any]) -> Iterator[Finding]:
    found = summary["frames"]["trajectories"]
    n, changed = found["speakers"], found["changed"]
    numbers = {"speakers": n, "steady": found["steady"], "changes": found["changes"]}
    if not n:
        return
    if not changed:
        who = "The only speaker who makes" if n == 1 else f"None of the {n:,} speakers who make"
        does = "does not change" if n == 1 else "changes"
        yield Finding("changes", f"{who} two claims or more {does} the frame.", numbers)
        return
    points = [point for one in changed for change in one["changes"] for point in (change["from"], change["to"])]
    most = max(found["changes"].values())
    frequent = [change for change, count in found["changes"].items() if count == most]
    text = f"Of {many(n, 'speaker')} who make{s(n)} two claims or more, {len(changed):,} change{s(len(changed))} the frame at least once"
    text += "." if len(found["changes"]) == 1 or len(frequent) > 1 else f", most often {frequent[0]} ({times(most)})."
    yield Finding("changes", text, numbers, points)
    if len(summary["threads"]) == 1:
        for one in changed[:CHANGES]:
            yield _change(one)


def _change(one: Mapping[str, Any]) -> Finding:
    change = one["changes"][0]
    before, later, after = change["from"], change["to"], change["after"]
    text = (f"{who(one)} goes from {WORDS[before['label']]} ({at(before)}) to {WORDS[later['label']]} "
            f"({at(later)})")  # fmt: skip
    answered = [a for a in after if a["answered"]]
    replies = [a for a in after if not a["answered"]]
    if answered:
        text += f", answering {who(answered[0])} ({at(answered[0])}{_with_label(answered[0])})"
    if replies:
        text += f"{' and' if answered else ','} after a reply by {who(replies[0])} ({at(replies[0])}{_with_label(replies[0])})"
    text += "." if len(one["changes"]) == 1 else f"; {len(one['changes'])} changes in all."
    return Finding("change", text, {"changes": len(one["changes"])}, [before, later, *after], [before, later])


def _with_label(answer: Mapping[str, Any]) -> str:
    return f", {WORDS[answer['label']]}" if answer["label"] in CLAIMS else ""


# ---------------------------------------------------------------- replies


def _replies(summary: Mapping[str, Any]) -> Iterator[Finding]:
    found = summary["network"]
    total = {label: sum(each[label] for each in found["answers"]) for label in ("agree", "disagree", "neutral")}
    n = sum(total.values())
    parts = [
        f"{total['agree']:,} agree{s(total['agree'])}", f"{total['disagree']:,} disagree{s(total['disagree'])}",
        f"{total['neutral']:,} {'does' if total['neutral'] == 1 else 'do'} neither",
    ]  # fmt: skip
    told = [part for part, count in zip(parts, total.values()) if count]
    labelled = "labelled " if found["unlabelled"] else ""
    text = f"Of {many(n, f'{labelled}reply', f'{labelled}replies')} between speakers, {listed(told)}.{_without_label(found['unlabelled'])}"
    alike, apart = found["alike"], found["apart"]
    sizes = [sum(side[label] for label in total) for side in (alike, apart)]
    if min(sizes) >= FEW:
        text += (f" Between speakers of different positions {percent(apart['share_disagree'])} disagree, between "
                 f"speakers of one position {percent(alike['share_disagree'])}: "
                 f"{difference(found['difference'])}.")  # fmt: skip
    where = [
        {"thread": each["thread"], "comment": id, "n": n, "speaker": each["from"]}
        for each in sorted(found["answers"], key=lambda each: -each["agree"] - each["disagree"])[:LISTED]
        for id, n in zip(each["comments"][:1], each["n"]) if each["agree"] + each["disagree"]
    ]  # fmt: skip
    numbers = {"replies": total, "alike": alike, "apart": apart, "difference": found["difference"]}
    yield Finding("replies", text, numbers, where)


def _camps(summary: Mapping[str, Any]) -> Iterator[Finding]:
    found = summary["network"]
    camps, small, least = found["camps"], found["too_small"], found["needed"]
    tested = [c for c in camps if c["loops"] and c["unique"]]
    parted = [c for c in tested if len(c["camps"]) == 2]
    sums = {side: {key: sum(c[side][key] for c in parted) for key in ("pairs", "alike")} for side in ("inside", "across")}
    numbers = {"threads": len(camps), "too_small": small, **sums}
    if not camps:
        text = f"Agreement and disagreement, one set against the other, join fewer than {least} speakers{'' if small == 1 else ' in every thread'}: "
        yield Finding("camps", text + "too few to look for camps.", numbers)
        return
    if len(summary["threads"]) == 1:
        (only,) = camps
        signed = only["agreements"] + only["disagreements"]
        if not only["loops"]:
            text = (f"The agreements and disagreements among {only['speakers']} speakers close no circle, so that some pair of "
                    "camps would fit whatever they were: none is claimed.")  # fmt: skip
        elif not only["unique"]:
            text = (f"Several pairs of camps fit the agreements and disagreements among {only['speakers']} speakers equally well: "
                    "none is claimed.")  # fmt: skip
        elif len(only["camps"]) == 1:
            text = f"Agreement and disagreement show no two camps among {only['speakers']} speakers."
        else:
            parts = [f"{names(camp['speakers'])}" for camp in only["camps"]]
            text = (f"Agreement and disagreement part {only['speakers']} speakers into two camps, {parts[0]} against "
                    f"{parts[1]}; {only['frustration']:,} of {signed:,} contradict{s(only['frustration'])} that.")  # fmt: skip
        numbers |= {key: only[key] for key in ("speakers", "frustration", "agreements", "disagreements", "loops", "unique")}
    else:
        text = f"In {many(len(camps), 'thread')} agreement and disagreement join {least} speakers or more"
        text += f"; in {f'{len(parted):,}' if parted else 'none'} of them one pair of camps fits best"
        if weight := sum(c["agreements"] + c["disagreements"] for c in parted):
            off = sum(c["frustration"] for c in parted)
            text += f", and {off:,} of {weight:,} agreements and disagreements ({100 * off / weight:.0f} %) contradict them"
        if alone := len(tested) - len(parted):
            text += f"; {alone:,} show{s(alone)} no two camps"
        text += "."
    if sums["inside"]["pairs"] and sums["across"]["pairs"]:
        text += (f" Of the pairs with positions, {sums['inside']['alike']:,} of {sums['inside']['pairs']:,} inside a camp "
                 f"and {sums['across']['alike']:,} of {sums['across']['pairs']:,} across hold the same one.")  # fmt: skip
    yield Finding("camps", text, numbers)


# ---------------------------------------------------------------- tone, respects, groups


def _tone(summary: Mapping[str, Any]) -> Iterator[Finding]:
    sides = summary["frames"].get("tone")
    if not sides:
        return
    told = [label for label in CLAIMS if sum(sides[label]["comments"].values())]
    if not told:
        return
    parts = []
    for label in told:
        comments = sides[label]["comments"]
        n = sum(comments.values())
        share = f", {percent(sides[label]['shares']['negative'])}," if n >= FEW else ""
        parts.append(f"{comments['negative']:,} of {many(n, 'comment')}{share} by holders of {WORDS[label]}")
    text = f"Negative in tone: {listed(parts)}."
    if {"same", "different"} <= set(told) and all(sum(sides[k]["comments"].values()) >= FEW for k in ("same", "different")):
        text += f" Between “same” and “different”: {difference(sides['difference'])}."
    numbers = {label: sides[label]["comments"] for label in told} | {"difference": sides["difference"]}
    yield Finding("tone", text, numbers)


def _respects(summary: Mapping[str, Any]) -> Iterator[Finding]:
    table = summary["frames"]["by_respect"]
    sizes = {respect: sum(cell["comments"][label] for label in CLAIMS) for respect, cell in table.items()}
    if sizes:
        parts = [f"{name(respect)} ({n:,})" for respect, n in list(sizes.items())[:5]]
        yield Finding("respects", f"What the claims are about, where they say so: {listed(parts)}.", sizes)


def _groups(summary: Mapping[str, Any]) -> Iterator[Finding]:
    """The two most frequent languages, where both have enough speakers."""
    table = summary["frames"]["by_language"]
    told = [(code, cell["shares"]["same"]) for code, cell in table.items() if cell["shares"]["same"]["n"] >= FEW][:2]
    if len(told) == 2:
        parts = [f"{percent(share)} of the {many(share['n'], 'speaker')} with a position in {name(code)}" for code, share in told]
        yield Finding("languages", f"“same” is held by {listed(parts)}.", dict(told))


def _surest(summary: Mapping[str, Any]) -> Iterator[Finding]:
    best = [each[0] for each in summary["frames"]["telling"].values() if each and each[0].get("voice") != REPORTED]
    if best:
        parts = [f"for {WORDS[e['label']]} {at(e)} by {who(e)} ({e['score']:.2f})" for e in best]
        numbers = {e["label"]: e["score"] for e in best}
        yield Finding("surest", f"Of the speakers' own claims the classifier is surest of: {listed(parts)}.", numbers, best, best)


def _comparison(summary: Mapping[str, Any]) -> Iterator[Finding]:
    found = summary["comparison"]
    by, n = found["by"], found["compared"]
    numbers = {key: found[key] for key in ("compared", "apart", "intervals", "intervals_apart", "by_chance")}
    if not n:
        yield Finding("comparison", f"By {by}, no two groups hold a position: nothing to compare.", numbers)
        return
    text = (f"Compared by {by} with {found['against']}, {found['intervals_apart']:,} of {found['intervals']:,} differences "
            f"have an interval without 0, where about {found['by_chance']:g} would by chance.")  # fmt: skip
    clear = [(label, group) for group in found["groups"] if group["difference"] for label, d in group["difference"].items()
             if d["low"] > 0 or d["high"] < 0]  # fmt: skip
    if clear:
        label, group = max(clear, key=lambda each: _distance(each[1]["difference"][each[0]]))
        text += (f" The clearest: {name(group['name'])}, {percent(group['shares'][label])} {WORDS[label]}, "
                 f"{difference(group['difference'][label])}.")  # fmt: skip
        numbers |= {"clearest": group["name"], "label": label, "difference": group["difference"][label]}
    yield Finding("comparison", text, numbers)


def _distance(difference: Mapping[str, Any]) -> float:
    """How far the interval is from 0."""
    return max(difference["low"], -difference["high"])
