"""Pairs: which two things a sentence compares, where no debate file names the parties.

Honest rules only. Names are found by their capitals (or quote marks), and two of them are
a pair where function words say so: "between X and Y", "X and Y are", "X is not Y", "X vs
Y" (``data/frames/compared.toml``); or where the sentence holds no third name. Scripts without
capitals have a few patterns of their own. What none of these finds stays empty.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from analyzer.classify.lexicon import READ_WITH, languages_of, table
from analyzer.letters import SIGNS, WORD_STARTS

_BEGINS_AFTER = ".!?…:;\"“”«»\n"
_TOKEN = re.compile(r"[^\W_]+(?:[-'’.&][^\W_]+)*\+{0,2}")
_QUOTED = re.compile(r"[\"“„«]([^\"“”„«»\n]{2,40})[\"”“»]")
_PARTICLES = frozenset("of the de del della di da do dos das al el la le du von van der bin ibn d l y".split())
_LONGEST = 5  # words of a name
_BETWEEN_WORDS = 6  # words that may stand between two names that are compared
_ENDING = re.compile(r"['’]s?$")
_TURKISH_ENDING = re.compile(r"['’]\w+$")
_ELIDED = re.compile(r"(?:l|d|un|dell|all|dall)['’](?=\w)", re.IGNORECASE)  # the article of "l'Iran"
_CASED = ("en", "de", "fr", "es", "it", "pt", "ru", "uk", "tr", "id", "nl", "pl", "cs", "sv", "el")
# Nouns have capitals there, or names take endings by which any two words of a sentence may look like a pair.
_NO_GUESS = ("de", "ru", "uk", "tr", "el")
_PRONOUNS = frozenset(
    "I I'm I’m I've I’ve I'd I’d I'll I’ll OK LOL WTF OMG BS NOT AND ALL NO YES RT USER MENTION URL".split()
)

_WORD = rf"[^\W\d_][\w{SIGNS}'’ـ\u200c-]*"
_HAN = "[^\\W是不的都了我你他她们們说說在有这這那]"
_JAPANESE, _KOREAN = "[^\\W\\d_ぁ-ん]{2,12}", "[가-힣A-Za-z]"
# Scripts without capitals: each pattern has the two names as its groups.
_UNCASED: dict[str, tuple[str, ...]] = {
    "ar": (
        rf"(?<!\w)(?:بين|ما بين)\s+({_WORD}(?:\s+ال{_WORD})?)\s+(?:وبين\s+|و\s?)({_WORD}(?:\s+ال{_WORD})?)",
        rf"^\W*({_WORD}(?:\s+ال{_WORD})?)\s+و\s?({_WORD}(?:\s+ال{_WORD})?)\s+(?=نفس|وجه|شيء|شي|سوا|مثل|متل|زي|واحد|كل|ملة|اخ|أخ|إخو|فول|صنو|"
        + r"من|ليس|ما|لا|مش|مو|هم|مختلف|عدو|أعداء|يختلف|كذا)",
        rf"^\W*({_WORD})\s+(?:هي|هو|هم|مثل|متل|زي|غير|ليس مثل|ليست|ليس|مش|مو)\s+(?:نفس(?:ها|ه|هم)?\s+)?({_WORD})\s*[.!؟،]?\s*$",
        rf"^\W*({_WORD})\s+(?:لا|ما|مش|مو)\s*(?:ت|ي|بت|بي)(?:ختلف|فرق)\w*\s+(?:عن|من)\s+({_WORD})",
    ),
    "fa": (
        rf"(?<!\w)(?:بین|میان|بين)\s+({_WORD})\s+(?:و|با)\s+({_WORD})",
        rf"^\W*({_WORD})\s+(?:و|با)\s+({_WORD})\s+(?=هر دو|هردو|یکی|فرق|مثل|دو|هیچ|همین|سر و ته|از یک|برادر|دشمن|عین)",
        rf"^\W*({_WORD})\s+(?:همان|همون|همین|عین|مثل)\s+({_WORD})\s+(?:است|هست|می)\w*\W*$",
    ),
    "ur": (rf"(?<!\w)({_WORD})\s+(?:اور|یا)\s+({_WORD})\s+(?=میں|کا|ایک|دونوں|کے)",),
    "he": (
        rf"(?<!\w)בין\s+(?:ה)?({_WORD})\s+(?:לבין\s+|ובין\s+|ל)(?:ה)?({_WORD})",
        rf"^\W*({_WORD})\s+ו({_WORD})\s+(?=זה|הם|הן|אותו|אותה|אותם|שני|לא|כמו|אחים)",
        rf"^\W*({_WORD})\s+(?:זה|הוא|היא|כמו|לא|זה לא|הם)\s+({_WORD})\W*$",
    ),
    "zh": (
        rf"(?:^|[^\w])({_HAN}{{2,8}}?)(?:和|跟|与|與)({_HAN}{{2,8}}?)"
        + r"(?=之间|之間|是|都|没|沒|有|一样|一樣|不|半斤|穿|完全|根本|本来|其实|谁|哪|就|，|。|,|$)",
    ),
    "hi": (r"(?<![\w\u0900-\u097f])([^\W\d_][\w\u0900-\u097f]*)\s+(?:और|या)\s+([^\W\d_][\w\u0900-\u097f]*)(?=\s+(?:में|एक|दोनों|का|के|की))",),
    "bn": (rf"{WORD_STARTS}({_WORD})\s+(?:আর|এবং|ও|বা)\s+({_WORD}?)(?:ের|র)?(?=\s+(?:এক|দু|উভয়|মধ্যে|মাঝে|আলাদা|সমান))",),
    "ja": (rf"(?<![^\W_])({_JAPANESE})と({_JAPANESE})(?=は|も|って|に(?:は)?違い|の(?:違い|間)|が(?:同じ|違))",),
    "ko": (
        rf"^\W*({_KOREAN}{{2,}}?)(?:이랑|랑|하고|와|과|이나)\s+({_KOREAN}{{2,}}?)(?:은|는|이|가|도|의|에)?\s+"
        + r"(?=똑같|같|다[르를 ]|차이|사이|한통속|둘|모두|별)",
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Name:
    start: int
    end: int
    text: str
    sure: bool
    """Its capital says something: not only the first word of the sentence."""


def compared(sentence: str, lang: str = "", *, guess: bool = True) -> tuple[str, ...]:
    """The two things that a sentence compares, as it writes them; empty where no rule is sure.

    Args:
        lang: the language of the comment, where it is known.
        guess: take the only two names of a sentence for the pair where no function word says so.
    """
    languages = languages_of(sentence, lang)
    if len(languages) != 1:
        languages = tuple(each for each in languages if each == "en") or languages[:1]
    if not languages:
        return ()
    language = languages[0]
    if language in _CASED:
        found = _by_capitals(sentence, language, guess and language not in _NO_GUESS)
    else:
        found = _by_pattern(sentence, language)
    ending = _TURKISH_ENDING if language == "tr" else _ENDING
    if language in ("fr", "it"):
        found = tuple(_without_article(name, sentence) for name in found)
    pair = tuple(ending.sub("", name).strip(" .,-'’\"") for name in found)
    return pair if len(pair) == 2 and all(pair) and pair[0].casefold() != pair[1].casefold() else ()


def _without_article(name: str, sentence: str) -> str:
    """"l'Iran" as "Iran"; a capital within the sentence says that the article is the name's own ("L'Oréal")."""
    return _ELIDED.sub("", name, count=1) if _ELIDED.match(name) and (name[0].islower() or sentence.lstrip().startswith(name)) else name


def names(sentence: str, lang: str = "") -> tuple[str, ...]:
    """The capitalised names of a sentence, but for a first word whose capital says nothing."""
    languages = languages_of(sentence, lang)
    if not _is_one(languages) or languages[0] not in _CASED:
        return ()
    return tuple(dict.fromkeys(name.text for name in _names(sentence, languages[0]) if name.sure))


def _is_one(languages: tuple[str, ...]) -> bool:
    return len(languages) == 1 or languages in READ_WITH.values()


def own_subject(sentence: str, lang: str = "") -> str:
    """The plain noun phrase that a sentence begins with as its subject: "the two decisions are ..."; mostly empty."""
    languages = languages_of(sentence, lang)
    if not _is_one(languages) or languages[0] not in _CASED:
        return ""
    words = _function_words(languages[0])
    match = words["subject"].match(sentence)
    if match is None or any(words["start"].fullmatch(word) for word in match.group("one").split()):
        return ""
    return match.group("one")


def _by_pattern(sentence: str, language: str) -> tuple[str, ...]:
    for pattern in _UNCASED.get(language, ()):
        if match := re.search(pattern, sentence):
            return match.group(1), match.group(2)
    return ()


def _by_capitals(sentence: str, language: str, guess: bool) -> tuple[str, ...]:
    names = _names(sentence, language)
    words = _function_words(language)
    best: tuple[int, tuple[str, ...]] = (0, ())
    for one, two in zip(names, names[1:]):
        gap = sentence[one.end : two.start]
        strength = 0
        if words["and"].fullmatch(gap):
            before = sentence[max(0, one.start - 30) : one.start]
            strength = 4 if words["between"].search(before) else 3
        elif not gap.strip() and words["behind"].match(sentence, two.end):
            strength = 3
        elif len(gap.split()) <= _BETWEEN_WORDS and words["like"].search(gap) and not re.search("[.!?;\n]", gap):
            strength = 2
        if strength == 2 and (language in _NO_GUESS or not (one.sure or two.sure)):
            continue
        if strength > best[0]:
            best = (strength, (one.text, two.text))
    if best[0] < 3 and (plain := _by_clause(sentence, words)):
        return plain
    if not best[0] and guess:
        sure = list(dict.fromkeys(name.text for name in names if name.sure))
        if len(sure) == 2:
            return tuple(sure)
    return best[1]


def _by_clause(sentence: str, words: dict[str, re.Pattern[str]]) -> tuple[str, ...]:
    """Two plain noun phrases where the clause leaves no doubt: "a subsidy is not a tax cut", "between left and right"."""
    for key in ("clause", "both", "between plain"):
        for match in words[key].finditer(sentence):
            sides = match.group("one"), match.group("two")
            if not any(
                words["start"].fullmatch(word) or words["is"].fullmatch(word) for s in sides for word in s.split()
            ):
                return sides
    return ()


def _names(sentence: str, language: str) -> list[_Name]:
    """Runs of capitalised words, and words in quote marks, in order."""
    words = _function_words(language)
    shouted = sum(c.isupper() for c in sentence) > 0.6 * sum(c.isalpha() for c in sentence)
    if shouted:
        return []
    quoted = [_Name(*match.span(), match.group(1).strip(), True) for match in _QUOTED.finditer(sentence)]
    quoted = [name for name in quoted if len(name.text.split()) <= 3]
    names: list[_Name] = []
    run: list[re.Match[str]] = []
    first = True

    def close() -> None:
        nonlocal run
        while run and run[-1].group() in _PARTICLES:
            run.pop()
        if run:
            start, end = run[0].start(), run[-1].end()
            text = sentence[start:end]
            inside = any(name.start < end and start < name.end for name in quoted)
            begun = max(sentence.rfind(mark, 0, start) for mark in _BEGINS_AFTER) + 1
            initial = not re.search(r"\w", sentence[begun:start])
            acronym = len(run[0].group()) > 1 and run[0].group().isupper()
            if not inside and text not in _PRONOUNS and not (initial and words["start"].fullmatch(text)):
                names.append(_Name(start, end, text, not initial or acronym or len(run) > 1))
        run = []

    for token in _TOKEN.finditer(sentence):
        word = token.group()
        capital = word.lower() != word and word not in _PRONOUNS
        joined = bool(run) and sentence[run[-1].end() : token.start()] == " " and len(run) < _LONGEST
        joined = joined and not (language == "tr" and _TURKISH_ENDING.search(run[-1].group()))  # a case ending ends the name
        opens = first or bool(run)
        if capital and run and joined:
            run.append(token)
        elif capital:
            close()
            if words["start"].fullmatch(word) and not (word.isupper() and len(word) > 1) and opens:
                first = False
                continue
            run = [token]
        elif run and joined and word.isdecimal():
            run.append(token)
        elif (
            run
            and joined
            and word in _PARTICLES
            and language not in ("de",)
            and not words["and"].fullmatch(f" {word} ")
        ):
            run.append(token)
        else:
            close()
        first = False
    close()
    return sorted([*names, *quoted], key=lambda name: name.start)


@cache
def _function_words(language: str) -> dict[str, re.Pattern[str]]:
    lists = table("compared")[language]

    def group(key: str) -> str:
        return "|".join(sorted(lists.get(key, ()), key=lambda word: (-len(word), word))) or r"(?!)"

    article = rf"(?:(?:{group('article')})(?:\s+|(?<=['’])))?"
    phrase, edge = r"[^\W\d_][\w'’+-]*(?:\s[\w'’+-]+){0,2}?", r"(?=\s*(?:[.,!?;:()…\n]|$))"
    begin = rf"(?:^|[.,!?;:…\n]\s*)(?:@\w+\s)*{article}"
    one, two = rf"(?P<one>{phrase})", rf"{article}(?P<two>{phrase})"
    return {
        "between": re.compile(rf"(?<!\w)(?:{group('between')})\s+{article}$", re.IGNORECASE),
        "and": re.compile(rf"\s*(?:[,/=+&–—-]|,?\s(?:{group('and')}))\s*{article}", re.IGNORECASE),
        "like": re.compile(rf"(?<!\w)(?:{group('like')})(?!\w)", re.IGNORECASE),
        "behind": re.compile(rf"\s+(?:{group('behind')})(?!\w)", re.IGNORECASE),
        "start": re.compile(group("start"), re.IGNORECASE),
        "is": re.compile(group("is"), re.IGNORECASE),
        "clause": re.compile(rf"{begin}{one}\s(?:{group('is')}|vs\.?|versus|=)\s{two}{edge}", re.IGNORECASE),
        "subject": re.compile(rf"\W*(?:yes|no)?\W*{article}{one}\s(?:{group('verb')})(?!\w)", re.IGNORECASE),
        "both": re.compile(rf"{begin}{one}\s(?:{group('and')})\s{two}\s(?:{group('both')})(?!\w)", re.IGNORECASE),
        "between plain": re.compile(
            rf"(?<!\w)(?:{group('between')})\s{article}{one}\s(?:{group('and')})\s{two}{edge}", re.IGNORECASE
        ),
    }
