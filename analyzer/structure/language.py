"""The language of a comment, of each stretch of it, or an honest ``und``.

Comments are short and mixed, and identifiers trained on whole documents answer "Breton"
to "Hello" without a blush. So the script decides first (Hangul is Korean, kana among Han
is Japanese); statistics (py3langid) choose only among the languages of a script; a short
text needs a higher probability, and no text of n letters is surer than n / (n + 1).
What stays below is ``und``, and a reader can tell that nothing was known.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from copy import copy
from dataclasses import dataclass
from functools import lru_cache
from threading import Lock, Thread
from typing import Any

from analyzer.letters import LETTER
from analyzer.structure.scripts import LANGUAGES, ONE_LANGUAGE, marked_languages, script_of
from analyzer.thread import LangSpan, Language

_NOISE = re.compile(rf"https?://\S+|www\.\S+|[\w.+-]{{1,64}}@[\w.-]+|[@#]{LETTER}+|&#?\w{{1,8}};|\b(?:RT|https?)\b")
_SENTENCE = re.compile(r"(?:(?<![.!?…])[.!?…]++[\"'”’»)\]]*+\s|[。！？؟۔।]|\n)\s*")
_ASCII_LETTERS = re.compile("[A-Za-z]+")
_SAMPLE = 4000  # characters of one script that statistics look at
_SHORT = 60  # characters of a text that may recur
_WORDLIKE = 10  # letters below which an unknown run is taken for part of the text around it
_OWN_SENTENCE = 20  # letters from which a sentence may speak another language than its text
_FOLD = {"arz": "ar", "ary": "ar", "nn": "no", "uzs": "uz", "sdh": "ku"}
_DECIDED = 0.995  # probability of a language beside which no other needs to be asked for
_NEGLIGIBLE = 1e-5  # of the best language's probability
_KIN = frozenset(("bs", "hr", "sr"))  # told apart by few words; together they count as recognised
_COMMON = frozenset("en es fr de ru ar pt it tr id nl pl fa uk".split())
# How much one letter says, against one letter of an alphabet.
_WEIGHT = {"Han": 3.0, "Hangul": 2.0, "Ethiopic": 1.5}


@dataclass(slots=True)
class _Run:
    """Letters of one script within one sentence, and what stands between them."""

    start: int
    script: str
    letters: int = 0
    end: int = 0
    lang: str = "und"
    score: float = 0.0

    @property
    def weight(self) -> float:
        return self.letters * _WEIGHT.get(self.script, 1.0)


def detect(text: str) -> Language:
    """The main language of ``text`` and its spans, which cover all of it without overlap.

    Links, addresses, @names and #tags say nothing about the language. A language's share
    is counted in letters. ``score`` is the probability of the label times its share, so
    that a text half French and half English is at most half sure; for ``und`` it is 0.
    """
    return _remembered(text) if len(text) <= _SHORT else _detect(text)


def _detect(text: str) -> Language:
    masked = _NOISE.sub(lambda match: " " * len(match.group()), text) if len(text) > 2 else text
    runs = _runs(masked)
    by_script: dict[str, list[_Run]] = {}
    for run in runs:
        by_script.setdefault(run.script, []).append(run)
    for script, members in by_script.items():
        _name(masked, script, members)
    runs = _joined(runs)
    shares: Counter[str] = Counter()
    surest: dict[str, float] = {}
    for run in runs:
        shares[run.lang] += run.weight
        surest[run.lang] = max(run.score, surest.get(run.lang, 0.0))
    total = sum(shares.values())
    known = [lang for lang in shares if lang != "und"]
    spans = _spans(runs, len(text))
    if not known:
        return Language("und", 0.0, spans)
    main = max(known, key=lambda lang: (shares[lang], lang))
    return Language(main, surest[main] * shares[main] / total, spans)


_remembered = lru_cache(maxsize=1 << 13)(_detect)  # "+1", "lol": short comments recur by the thousand


def main_language(languages: Iterable[Language]) -> str | None:
    """The language that most of a page is written in, or None where none is known."""
    size: Counter[str] = Counter()
    for language in languages:
        if language.label != "und":
            size[language.label] += language.spans[-1].end
    return max(size, key=lambda lang: (size[lang], lang), default=None)


def _runs(text: str) -> list[_Run]:
    """Runs of one script, cut at the ends of sentences; what is no letter joins the run before."""
    runs: list[_Run] = []
    plain = text.isascii()
    ends = [match.end() for match in _SENTENCE.finditer(text)] + [len(text)]
    start = 0
    for end in ends:
        if plain:
            if words := [match.span() for match in _ASCII_LETTERS.finditer(text, start, end)]:
                letters = sum(b - a for a, b in words)
                runs.append(_Run(words[0][0], "Latin", letters, words[-1][1]))
            start = end
            continue
        run = None
        for i in range(start, end):
            script = _script(text[i])
            if script == "":
                continue
            if run is None or run.script != script:
                run = _Run(i, script)
                runs.append(run)
            run.letters += 1
            run.end = i + 1
        start = end
    return runs


@lru_cache(maxsize=1 << 14)
def _script(char: str) -> str:
    """Kana and Han count as one script here: Japanese mixes them within words."""
    script = script_of(char)
    return "Han" if script == "Kana" else script


def _name(text: str, script: str, runs: list[_Run]) -> None:
    """Give each run of one script its language and score.

    The script's letters are judged together; a long sentence that surely speaks another
    language than the whole keeps its own.
    """
    whole = " ".join(_cut([text[run.start : run.end] for run in runs]))
    letters = sum(run.letters for run in runs)
    lang, score, _ = _judge(whole, script, letters)
    for run in runs:
        run.lang, run.score = lang, score
        if script in LANGUAGES and len(runs) > 1 and run.letters >= _OWN_SENTENCE:
            sentence = text[run.start : min(run.end, run.start + _SAMPLE)]
            own, sure, chances = _judge(sentence, script, run.letters)
            if own not in ("und", lang) and (lang == "und" or (sure > 0.8 and chances.get(lang, 0.0) < 0.05)):
                run.lang, run.score = own, sure


def _cut(pieces: list[str]) -> Iterable[str]:
    room = _SAMPLE
    for piece in pieces:
        if room <= 0:
            return
        yield piece[:room]
        room -= len(piece)


def _judge(text: str, script: str, letters: int) -> tuple[str, float, dict[str, float]]:
    """Language, score and all chances of a text in one script; ``und`` where it is too short."""
    surest = letters / (letters + 1)
    if script == "Han":
        kana = sum(script_of(char) == "Kana" for char in text)
        lang = "ja" if kana > 0.05 * letters else "zh"
        return (lang, surest, {}) if letters > 1 else ("und", 0.0, {})
    if script in ONE_LANGUAGE:
        lang = next(iter(marked_languages(text, script)), ONE_LANGUAGE[script])
        return (lang, surest, {}) if letters > 1 else ("und", 0.0, {})
    if letters < 4:
        return "und", 0.0, {}
    chances = _chances(text, script, letters)
    best = max(chances, key=lambda lang: (chances[lang], lang), default="und")
    score = min(chances.get(best, 0.0), surest)
    sure = min(sum(chances.get(lang, 0.0) for lang in _KIN), surest) if best in _KIN else score
    if sure < min(0.9, max(0.5, (9 if script == "Latin" else 7) / letters)):
        return "und", 0.0, chances
    return best, score, chances


def _chances(text: str, script: str, letters: int) -> dict[str, float]:
    """Probability of each language that uses ``script``; letters of its own narrow it down.

    Where one of them leaves next to nothing to the others, it stands alone.
    Common languages start with up to threefold odds where the text is too short to speak.
    """
    text = unicodedata.normalize("NFKC", text)  # Arabic presentation forms, full-width letters
    allowed = tuple(marked_languages(text, script) or LANGUAGES[script])
    identifier = _identifier(allowed)
    best, probability = identifier.classify(text)
    if probability > _DECIDED:
        return {_FOLD.get(best, best): probability}
    odds = 1 + min(2.0, 20 / letters)
    weights: Counter[str] = Counter()
    ranked = identifier.rank(text)
    for name, probability in ranked:
        if probability < _NEGLIGIBLE * ranked[0][1]:
            break
        lang = _FOLD.get(name, name)
        weights[lang] += probability * (odds if lang in _COMMON else 1.0)
    total = sum(weights.values())
    return {lang: weight / total for lang, weight in weights.items()} if total else {}


def prepare() -> None:
    """Begin to load the identifier in a thread of its own, beside the import of the readers.

    It takes half a second to unpack, which is most of what reading a small file costs.
    """
    _loader().start()


@lru_cache(maxsize=1)
def _whole_identifier() -> Any:
    return _loader().result()


@lru_cache(maxsize=1)
def _loader() -> _Loader:
    return _Loader()


class _Loader:
    """Loads an identifier of our own: the library's shared one could be reconfigured by others."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._found: Any = None

    def start(self) -> None:
        if self._found is None:
            Thread(target=self.result, daemon=True).start()

    def result(self) -> Any:
        with self._lock:
            if self._found is None:
                from py3langid.langid import MODEL_FILE, LanguageIdentifier

                self._found = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
            return self._found


@lru_cache(maxsize=32)
def _identifier(languages: tuple[str, ...]) -> Any:
    """An identifier that knows only ``languages``: its answers are those of the whole one, sooner."""
    narrowed = copy(_whole_identifier())
    narrowed.set_languages([name for name in narrowed.labels if _FOLD.get(name, name) in languages])
    return narrowed


def _joined(runs: list[_Run]) -> list[_Run]:
    """Without the unknown runs that are short (a brand, an acronym), unless all are unknown."""
    known = [run for run in runs if run.lang != "und" or run.letters >= _WORDLIKE]
    return known if any(run.lang != "und" for run in known) else runs


def _spans(runs: list[_Run], length: int) -> tuple[LangSpan, ...]:
    """Neighbours of one language joined; each span reaches to the beginning of the next."""
    starts: list[tuple[int, str]] = []
    for run in runs:
        if not starts or starts[-1][1] != run.lang:
            starts.append((run.start if starts else 0, run.lang))
    if not starts and length:
        starts = [(0, "und")]
    ends = [start for start, _ in starts[1:]] + [length]
    return tuple(LangSpan(start, end, lang) for (start, lang), end in zip(starts, ends))
