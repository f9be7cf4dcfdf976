"""Which question is meant: BM25 over words as `connector.identifiers` spells them, so that it works
the same for scripts with and without spaces; endings are forgiven.

Robertson and Zaragoza, The Probabilistic Relevance Framework: BM25 and Beyond, 2009, section 3.4.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import log

from connector import identifiers
from connector.answers.faq_document import Entry, Faq

K1, B = 1.2, 0.5
"""How soon a repeated word stops counting, and how much long texts are held against them."""
QUESTION, ANSWER = 3.0, 1.0
"""What a word counts where it stands."""
SHORTEST_STEM = 3
LONGEST_ENDING = 5
ALIKE = 0.6
"""What a word counts that differs in its ending."""
SHARED = 0.55
"""The part of it that has to be the same."""
UNHEARD = 0.5
"""What a word counts, of the rarest, that stands nowhere: how people talk, or another subject."""
ENOUGH = 0.3
"""Of what was asked, by weight, this much has to be in an entry's question or, for less, answer."""
LESS_IN_ANSWER = 0.5
FILLERS = frozenset(
    identifiers.words(
        "a an and any are at be by can could did do does for from get have how i if in is it me my "
        "of on or our please so that the there this to was we what when where which who why will "
        "with would you your many much want need like im id "
        "ve veya ile için bir bu şu ne nasıl nedir mi mı mu mü var kadar acaba ben siz sizin benim "
        "olur lütfen de da neden hangi kim musunuz mısınız misiniz istiyorum "
        "از به در را و یا که با برای این آن آیا چه چی چطور چگونه چقدر چند است هست می شود شما من ما "
        "کنم کنید دارید لطفا لطفاً های ها هم تا نمی باشد کجا "
        "什么 怎么 如何 可以 请问 你们 我们 是否 吗 多少 的 我 能 怎样 哪里 多久"
    )
)
"""Words that questions of every kind have."""


@dataclass(frozen=True, slots=True)
class Index:
    """The words of every entry, made once for each version of the document."""

    questions: tuple[tuple[str, ...], ...]
    answers: tuple[tuple[str, ...], ...]
    frequency: Mapping[str, int]
    """In how many entries a word stands."""
    usual_length: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranked:
    entry: Entry
    same: bool
    """The question, or another way to ask it, is what was asked."""
    score: float


@lru_cache(maxsize=32)
def index_of(faq: Faq) -> Index:
    asked = (" ".join((entry.question, *entry.also_asked)) for entry in faq.entries)
    questions = tuple(map(identifiers.words, asked))
    answers = tuple(identifiers.words(entry.answer) for entry in faq.entries)
    pairs = zip(questions, answers, strict=True)
    frequency = Counter(word for question, answer in pairs for word in {*question, *answer})
    lengths = [len(answer) for answer in answers]
    return Index(questions, answers, frequency, sum(lengths) / max(len(lengths), 1) or 1.0)


def ranked(faq: Faq, asked: str, chain: Sequence[str]) -> list[Ranked]:
    """What answers `asked`, best first, perhaps nothing; of one question in several languages the
    first in `chain`. What was asked word for word stands above all."""
    index, same, literal = index_of(faq), plain(asked), " ".join(asked.split())
    weights = {word: rarity(index, word, len(faq.entries)) for word in telling_words(asked)}
    found = []
    for nth, entry in enumerate(faq.entries):
        is_same = same in {plain(each) for each in (entry.question, *entry.also_asked)}
        score = score_of(index, nth, weights) * preference(entry, chain)
        if is_same or score > 0:
            found.append(Ranked(entry=entry, same=is_same, score=score))

    def place(each: Ranked) -> tuple[bool, bool, int, float]:
        near = rank(each.entry, chain) if each.same else 0
        return not each.same, each.entry.question != literal, near, -each.score

    return list(one_of_each(faq, sorted(found, key=place), chain))


def plain(text: str) -> str:
    """One spelling, in the order of the text; of signs alone, the text itself."""
    return " ".join(identifiers.words(text)) or " ".join(text.split())


def telling_words(text: str) -> tuple[str, ...]:
    """Without those every question has."""
    return tuple(word for word in identifiers.words(text) if word not in FILLERS)


def rarity(index: Index, word: str, entries: int) -> float:
    """Gentler than BM25's own, which in a handful of entries counts a word of half of them as
    nothing."""
    known = index.frequency.get(word) or sum(1 for other in index.frequency if alike(word, other))
    if not known:
        return UNHEARD * log(1 + entries)
    return log(1 + entries / min(known, entries))


def score_of(index: Index, nth: int, weights: Mapping[str, float]) -> float:
    """0 where too little of what was asked is there."""
    in_question = {word: present(word, index.questions[nth]) for word in weights}
    in_answer = {word: present(word, index.answers[nth]) for word in weights}
    told = sum(
        weight * max(in_question[word], LESS_IN_ANSWER * in_answer[word])
        for word, weight in weights.items()
    )
    if not weights or told < ENOUGH * sum(weights.values()):
        return 0.0
    longer = 1 - B + B * len(index.answers[nth]) / index.usual_length
    score = 0.0
    for word, weight in weights.items():
        often = QUESTION * in_question[word] + ANSWER * in_answer[word]
        score += weight * often * (K1 + 1) / (often + K1 * longer)
    return score


def present(word: str, words: Iterable[str]) -> float:
    if word in words:
        return 1.0
    return ALIKE if any(alike(word, other) for other in words) else 0.0


def alike(one: str, other: str) -> bool:
    """`kargo` and `kargonuz`, `ship` and `shipping`, `delivery` and `delivered`; whole words alone
    where a script has no endings."""
    if identifiers.without_spaces(one) or identifiers.without_spaces(other):
        return False
    short, long = sorted((one, other), key=len)
    if short.isdigit() or len(short) < SHORTEST_STEM or len(long) - len(short) > LONGEST_ENDING:
        return False
    if long.startswith(short):
        return True
    shared = next((n for n, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), 0)
    return shared > SHORTEST_STEM and shared >= SHARED * len(long)


def rank(entry: Entry, chain: Sequence[str]) -> int:
    return chain.index(entry.language) if entry.language in chain else len(chain)


def preference(entry: Entry, chain: Sequence[str]) -> float:
    """The asked language before the others, and none shut out."""
    return 1.0 / (1.0 + 0.25 * rank(entry, chain)) if entry.language else 1.0


def one_of_each(faq: Faq, found: Sequence[Ranked], chain: Sequence[str]) -> Iterator[Ranked]:
    """A question that is held in several languages once, in the first of `chain`; but one that was
    asked word for word as it was asked."""
    shown: set[str] = set()
    for each in found:
        group = each.entry.same_as
        if group and group in shown:
            continue
        shown.add(group)
        alike = [entry for entry in faq.entries if entry.same_as == group]
        told = each.entry if each.same or not group else min(alike, key=lambda e: rank(e, chain))
        yield Ranked(entry=told, same=each.same, score=each.score)
