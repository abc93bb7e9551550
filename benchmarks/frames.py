"""What the frames reach: on the seed thread, the development gold, the samples, and on comments about other things.

usage: frames.py [--model HEAD_OR_FOLDER] [--thread HEAD] [--alone] [--cache FOLDER] [--only PART,...] [--show]

Parts:
  seed      seed thread, debate jihadist-groups: comments whose frame is among the readings that the gold allows
  samples   the same for every data/samples/*.truth.json that has frames
  dev       gold/frames-dev.jsonl through the whole pipeline, open debate: macro-F1
  random    data/frames/random.jsonl: comments drawn from tweets and threads whatever they say, open debate: how many are
            given a frame, how many of these rightly, and how much of what there is is found, weighed back to the draw
  false     debate jihadist-groups over comments about other things: share that gets a frame (there should be none).
            Once as rows without a context, once as answers to an article about the debate, and over shared/threads
  written   data/frames/written: respects (F1), pairs, and the rules for reported and endorsed claims

Everything but ``samples`` and ``written`` reads ../shared and is skipped, with a word, where that is absent. Scores
of the model are kept in the cache folder by its fingerprint, so that a change of the rules is measured in seconds.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from analyzer.classify import Plan, classify, load_classifier
from analyzer.classify.base import TASKS, Classifier, Item
from analyzer.classify.in_thread import IN_THREAD
from analyzer.debates import RESPECTS, load_debate
from analyzer.evaluate.scores import confusion
from analyzer.parse import Journal, parse
from analyzer.paths import models_folder
from analyzer.thread import Article, Comment, Thread

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "models"))  # before this folder, which has a ``corpora`` too

from corpora import mined_rows  # noqa: E402

SHARED = ROOT.parent / "shared"
LABELS = TASKS["frame"]
SEED, SAMPLED = 5, 1000
# Comments that name the debate's parties beyond doubt are not "about other things".
ABOUT_IT = re.compile(
    r"\bISIS\b|\bISIL\b|daesh|islamic state|nusra|qaeda|qaida|kaida|taliban|\bassad\b|\besad\b|داعش|النصرة|القاعدة|طالبان"
    r"|الأسد|بشار|الجيش الحر|игил|талибан|асад|каида|伊斯兰国|塔利班|阿萨德|דאעש|אסד|state islamiq|islamischer staat|IŞİD",
    re.IGNORECASE,
)


class Remembering:
    """A classifier whose scores are kept on disk, by text."""

    def __init__(self, inner: Classifier, folder: Path | None) -> None:
        self.inner, self.task, self.labels = inner, inner.task, inner.labels
        self.name, self.fingerprint = inner.name, inner.fingerprint
        self.path = folder / f"{inner.fingerprint}.json" if folder else None
        self.known: dict[Item, Any] = {}
        if self.path and self.path.is_file():
            self.known = {Item(*words): np.array(row) for words, row in json.loads(self.path.read_text(encoding="utf-8"))}

    def scores(self, items: Sequence[Item], progress: Callable[[int], None] | None = None) -> np.ndarray:
        new = [item for item in dict.fromkeys(items) if item not in self.known]
        for at in range(0, len(new), 512):
            piece = new[at : at + 512]
            self.known.update(zip(piece, self.inner.scores(piece)))
            self.save()
        return np.array([self.known[item] for item in items]).reshape(-1, len(self.labels))

    def save(self) -> None:
        if self.path:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            kept = [((item.text, item.target, item.parent_text), list(row)) for item, row in self.known.items()]
            self.path.write_text(json.dumps(kept), encoding="utf-8")


def remembered(task: str, model: str | None, cache: Path | None) -> Remembering:
    """A classifier with its cache, named in the output."""
    classifier = Remembering(load_classifier(task, model), cache)
    print(f"model: {classifier.name} {classifier.fingerprint}")
    return classifier


def both_heads(model: str | None, thread: str | None, alone: bool, cache: Path | None) -> dict[str, Remembering]:
    """What reads frames: the frame head and, unless ``alone`` or with a ``model`` of another make, the one that reads them in their thread."""
    heads = {"frame": remembered("frame", model, cache)}
    if thread or not (alone or model):
        heads[IN_THREAD] = remembered("frame", thread or str(models_folder() / "heads" / f"{IN_THREAD}.safetensors"), cache)
    return heads


def frames(threads: Iterable[Thread], plan: Plan) -> list[tuple[Comment, dict[str, Any]]]:
    return [(row.comment, row.labels["frame"]) for t in classify(threads, plan) for row in t.comments if row.labels]


def as_threads(rows: Sequence[dict[str, Any]], article: Article | None = None) -> list[Thread]:
    """Each row as the one comment of a thread."""
    out = []
    for number, row in enumerate(rows):
        extra = {"parent_text": row["parent_text"]} if row.get("parent_text") else None
        out.append(Thread(f"t{number}", (Comment(str(number), row["text"], 1, extra=extra),), article))
    return out


def macro_f1(gold: Sequence[str], found: Sequence[str], labels: Sequence[str]) -> tuple[float, dict[str, float]]:
    each = {}
    for label in labels:
        hits = sum(g == f == label for g, f in zip(gold, found))
        each[label] = 2 * hits / (gold.count(label) + list(found).count(label) or 1)
    return sum(each.values()) / len(each), each


# ---------------------------------------------------------------- the parts


def against_truth(name: str, source: Path, truth: Path, plan: Plan, show: bool) -> None:
    gold = json.loads(truth.read_text(encoding="utf-8"))["comments"]
    if not any("frame" in comment for comment in gold):
        return
    labelled = frames(parse([source]), plan)
    found = {comment.n: (comment, frame) for comment, frame in labelled}
    good = 0
    for want in gold:
        comment, frame = found[want["n"]]
        right = frame["label"] in want["frame"]
        good += right
        if show:
            spans = " […] ".join(comment.text[s["start"] : s["end"]] for s in frame["evidence"])
            print(f"  {'  ' if right else '✗ '}{want['n']:>3} {'/'.join(want['frame']):<16} {frame['label']:<9} "
                  f"{frame['score']:.2f} {frame['pair']} {frame['respect']} {frame.get('voice')} | {spans[:140]!r}")  # fmt: skip
    print(f"{name}: {good} of {len(gold)}")


def dev(plan: Plan, show: bool) -> None:
    rows = [json.loads(line) for line in (SHARED / "gold/frames-dev.jsonl").open(encoding="utf-8")]
    labelled = frames(as_threads(rows), plan)
    found = [frame["label"] for _, frame in labelled]
    score, each = macro_f1([row["frame"] for row in rows], found, LABELS)
    print(f"dev: macro-F1 {100 * score:.1f} over {len(rows)}; "
          + ", ".join(f"{k} {100 * v:.0f}" for k, v in each.items())
          + f"; voices {dict(Counter(str(frame.get('voice')) for _, frame in labelled))}")  # fmt: skip
    both = [(set(map(fold_name, row["pair"])), set(map(fold_name, frame["pair"])))
            for row, (_, frame) in zip(rows, labelled) if row["frame"] != "none" and row["pair"] and frame["pair"]]  # fmt: skip
    claims = sum(row["frame"] != "none" for row in rows)
    print(f"dev pairs: named for {len(both)} of {claims} claims, both parties as the gold's words {sum(a == b for a, b in both)}, "
          f"at least one {sum(bool(a & b) for a, b in both)}")  # fmt: skip
    if show:
        for row, (_, frame) in zip(rows, labelled):
            if row["frame"] != frame["label"]:
                print(
                    f"  {row['id']} {row['lang']} {row['frame']} -> {frame['label']} {frame['score']:.2f} {frame['pair']} | {row['text'][:150]!r}"
                )


def drawn(plan: Plan, show: bool) -> None:
    rows = mined_rows("frames/random.jsonl")
    labelled = frames(as_threads(rows), plan)
    matrix = confusion([row["frame"] for row in rows], [frame["label"] for _, frame in labelled], LABELS,
                       [row["weight"] for row in rows])  # fmt: skip
    claims, framed, right = matrix[:3].sum(), matrix[:, :3].sum(), np.trace(matrix[:3, :3])
    print(f"random: {len(rows)} comments, weighed {matrix.sum():.0f}: {100 * claims / matrix.sum():.1f} % make a claim, "
          f"{100 * framed / matrix.sum():.1f} % are given one; of these {100 * right / framed:.0f} % are the right one and "
          f"{100 * matrix[:3, :3].sum() / framed:.0f} % are claims at all; {100 * right / claims:.0f} % of the claims are found")  # fmt: skip
    if show:
        for row, (_, frame) in zip(rows, labelled):
            if row["frame"] != frame["label"]:
                print(f"  {row['lang']} {row['frame']} -> {frame['label']} {frame['score']:.2f} | {row['text'][:150]!r}")


def fold_name(name: str) -> str:
    return re.sub(r"^(?:the|die|der|das|le|la|les|el|los|il|lo|i|o|a|os)\s+", "", name.casefold().strip())


def other_things() -> list[dict[str, Any]]:
    """Comments about other things, from train splits: half drawn at random, half rich in comparisons of other parties."""
    dice = random.Random(SEED)
    picked: list[dict[str, Any]] = []
    mined = [json.loads(line) for line in (ROOT / "data/frames/mined.jsonl").open(encoding="utf-8")]
    by_corpus = defaultdict(list)
    for row in mined:
        if row["sure"] == 3:
            by_corpus[row["corpus"]].append((row["line"], row["frame"]))
    pool, hard = [], []
    for folder in sorted((SHARED / "corpora").iterdir()):
        path = folder / "train.jsonl.gz"
        if not path.is_file() or folder.name in ("xnli", "farstail", "indonli", "ocnli"):
            continue
        with gzip.open(path, "rt", encoding="utf-8") as file:
            texts = [json.loads(line)["text"] for line in file]
        pool += [{"text": text, "kind": "at random"} for text in dice.sample(texts, min(40, len(texts)))]
        hard += [
            {"text": texts[line], "kind": "compares nothing" if frame == "none" else "compares others"}
            for line, frame in by_corpus[folder.name]
            if line < len(texts)
        ]
    for rows in (pool, hard):
        fit = [row for row in rows if row["text"].strip() and not ABOUT_IT.search(row["text"])]
        picked += dice.sample(fit, min(SAMPLED // 2, len(fit)))
    return picked


def false_frames(plan: Plan, show: bool) -> None:
    rows = other_things()
    from analyzer.read import read  # the sample's article stands above the comments in the hard setting

    article = next(iter(read([str(ROOT / "data/samples/harbour-twins.txt")])))[1].article
    for name, above in (("as rows", None), ("under an article on the debate", article)):
        labelled = frames(as_threads(rows, above), plan)
        report_false(f"false frames {name}", labelled, show)
        for kind in ("at random", "compares nothing", "compares others"):
            report_false(
                f"  of these, {kind}", [each for row, each in zip(rows, labelled) if row["kind"] == kind], False
            )
    threads = [
        thread
        for path in sorted((SHARED / "threads").iterdir())
        if path.suffix in (".txt", ".html", ".xml")
        or (path.suffix == ".json" and path.with_suffix(".truth.json").exists())
        if not path.name.endswith(".truth.json")
        for thread in parse([path], journal=Journal())
    ]
    labelled = frames(threads, plan)
    about = [row for row in labelled if ABOUT_IT.search(row[0].text)]
    rest = [row for row in labelled if not ABOUT_IT.search(row[0].text)]
    report_false(
        f"false frames over shared/threads ({len(threads)} threads, without {len(about)} comments that name a party)",
        rest,
        show,
    )
    if show:
        for comment, frame in about:
            print(f"  names a party: {frame['label']} {frame['score']:.2f} {frame['pair']} | {comment.text[:160]!r}")


def report_false(name: str, labelled: Sequence[tuple[Comment, dict[str, Any]]], show: bool) -> None:
    wrong = [(comment, frame) for comment, frame in labelled if frame["label"] != "none"]
    print(f"{name}: {len(wrong)} of {len(labelled)} = {100 * len(wrong) / max(1, len(labelled)):.2f} %")
    if show:
        for comment, frame in wrong:
            spans = " […] ".join(comment.text[s["start"] : s["end"]] for s in frame["evidence"])
            print(f"  {frame['label']} {frame['score']:.2f} {frame['pair']} | {spans[:200]!r}")


def written_rows() -> Iterator[dict[str, Any]]:
    for path in sorted((ROOT / "data/frames/written").glob("*.jsonl")):
        for line in path.open(encoding="utf-8"):
            yield json.loads(line)


def written(plan: Plan, show: bool) -> None:
    from analyzer.classify import pairs, respects, voice

    rows = list(written_rows())
    lexicon = respects.lexicon()
    named = [respect for respect in RESPECTS if respect != "other"]
    for half, keep in (("seen half", 0), ("unseen half", 1)):
        per_language: dict[str, Counter] = defaultdict(Counter)
        per_respect: dict[str, Counter] = defaultdict(Counter)
        for row in rows:
            if row["frame"] == "none" or int(row["id"].split("-")[1]) % 2 != keep:
                continue
            found, want = set(lexicon.find(row["evidence"] or row["text"])), set(row["respect"])
            for respect in named:
                kind = ("neither", "missed", "invented", "hit")[(respect in want) + 2 * (respect in found)]
                per_language[row["lang"]][kind] += 1
                per_respect[respect][kind] += 1
        total = sum(per_language.values(), Counter())
        print(f"respects, {half}: micro-F1 {f1(total)}, macro-F1 "
              f"{sum(float(f1(c).split()[0]) for c in per_respect.values()) / len(named):.1f}")  # fmt: skip
        print("  " + "; ".join(f"{respect} {f1(per_respect[respect])}" for respect in named))
        print("  " + "; ".join(f"{lang} {f1(c).split()[0]}" for lang, c in per_language.items()))
    voices: dict[str, Counter] = defaultdict(Counter)
    for row in rows:
        voices[voice.of_sentence(row["evidence"] or row["text"])][row["frame"]] += 1
    print("voice by gold frame: " + "; ".join(f"{kind} {dict(c)}" for kind, c in voices.items()))
    tally: dict[str, Counter] = defaultdict(Counter)
    for row in rows:
        if row["frame"] == "none" or not row["pair"]:
            continue
        sentence = row["evidence"] or row["text"]
        want = {fold_name(name) for name in row["pair"]}
        if not all(name in sentence.casefold() for name in want):
            continue  # the gold's English name does not stand in the text
        got = {fold_name(name) for name in pairs.compared(sentence)}
        tally[row["lang"]]["right" if got == want else "half" if got & want else "wrong" if got else "empty"] += 1
        if show and got != want:
            print(f"  {row['lang']} want {sorted(want)} got {sorted(got)} | {sentence[:160]!r}")
    print("pairs where the gold's words stand in the sentence: " + str(dict(sum(tally.values(), Counter()))))
    print("  " + "; ".join(f"{lang} {dict(c)}" for lang, c in tally.items()))


def f1(counts: Counter) -> str:
    hit, missed, invented = counts["hit"], counts["missed"], counts["invented"]
    precision, recall = hit / max(1, hit + invented), hit / max(1, hit + missed)
    return f"{100 * 2 * hit / max(1, 2 * hit + missed + invented):.1f} (P {100 * precision:.0f} R {100 * recall:.0f})"


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--model", default=None, help="another frame head, model folder or hub id")
    options.add_argument("--thread", default=None, help="another head that reads comments in their thread")
    options.add_argument("--alone", action="store_true", help="without such a head")
    options.add_argument("--cache", type=Path, default=None, help="folder for the model's scores")
    options.add_argument("--only", default="seed,samples,dev,random,false,written")
    options.add_argument("--show", action="store_true", help="print every error")
    args = options.parse_args()
    heads = both_heads(args.model, args.thread, args.alone, args.cache)
    named, anyone = (Plan(heads, load_debate(name)) for name in ("jihadist-groups", "open"))
    for part in args.only.split(","):
        if part in ("seed", "dev", "random", "false") and not SHARED.is_dir():
            print(f"{part}: skipped, there is no ../shared")
        elif part == "seed":
            against_truth(
                "seed thread",
                next((SHARED / "seeds").glob("001_*.txt")),
                SHARED / "gold/seed-thread.json",
                named,
                args.show,
            )
        elif part == "samples":
            for truth in sorted((ROOT / "data/samples").glob("*.truth.json")):
                source = next(
                    p for p in truth.parent.glob(truth.name.split(".")[0] + ".*") if p.suffix in (".txt", ".html")
                )
                debate = truth.parent / f"{source.stem}.debate.toml"
                stated = json.loads(truth.read_text(encoding="utf-8")).get("debate", "jihadist-groups")
                plan = anyone if stated == "open" else named
                if debate.is_file():
                    plan = Plan(heads, load_debate(debate))
                against_truth(source.stem, source, truth, plan, args.show)
        elif part == "dev":
            dev(anyone, args.show)
        elif part == "random":
            drawn(anyone, args.show)
        elif part == "false":
            false_frames(named, args.show)
        elif part == "written":
            written(anyone, args.show)


if __name__ == "__main__":
    main()
