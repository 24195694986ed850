"""The leaf a request belongs to, found by the words that people use for it, in either script."""

from collections.abc import Iterable
from functools import lru_cache

from django.db.models import QuerySet
from pypinyin import Style, lazy_pinyin

from gensui.cases.models import Category
from gensui.people.spelling import folded

LEAST = 6
"""Two Chinese characters, or six letters: less names nothing by itself."""
PAIR = 2
"""Letters that stand together in the text and in a term count as well, where no term fits whole."""


_folded = lru_cache(maxsize=4096)(folded)
"""Terms are few and asked at every letter that is typed."""


def initials(name: str) -> str:
    """The first letters of the pinyin of a name: 水管 is sg."""
    return "".join(letter for letter in lazy_pinyin(name, style=Style.FIRST_LETTER) if letter.isascii()).lower()


@lru_cache(maxsize=4096)
def _initials(term: str) -> str:
    """Of a Chinese term only: mtbt of 馬桶不通."""
    return "" if term.isascii() else initials(term)


def categories(text: str = "", most: int = 12) -> list[Category]:
    """Leaves by what is said (``馬桶不通``, ``no power``), by name, key or initials of the pinyin, the likeliest first; all of
    them, by key, for the empty text. One query.
    """
    if not text.strip():
        return list(_leaves())
    return [one for rate, one in _rated(text) if rate][:most]


def likeliest(text: str) -> Category | None:
    """The leaf that is first by a whole term; None where none is. One query."""
    rate, first = next(iter(_rated(text)), (0.0, None))
    return first if rate >= 1 else None


def called(text: str) -> list[str]:
    """The keys of the leaves that people call so: the text is one of their terms, or has one whole. None for a letter or two, which
    stand in many. One query.
    """
    said = folded(text)
    if _weight(said) < LEAST:
        return []
    return [one.key for one in _leaves() if any(_is_called(said, _folded(term)) for term in _terms(one))]


def _is_called(said: str, term: str) -> bool:
    return (
        said == term
        or (_weight(term) >= LEAST and said.startswith(term))
        or (not said.isascii() and term.startswith(said))
    )


def _leaves() -> QuerySet[Category]:
    return Category.objects.filter(retired_at=None).order_by("key")


def _rated(text: str) -> list[tuple[float, Category]]:
    """Each leaf with how likely it is, the likeliest first, then by key. Of terms that are equally long the more urgent leaf goes
    first, whatever else is said; and what is to be done before thanks and questions beside it.
    """
    said = folded(text)
    found = sorted(((_likeness(said, one), one) for one in _leaves()), key=_order)
    if found and found[0][1].request_type in TALK and found[0][0] >= 1:
        rest = _without(said, found[0][1])
        found.sort(key=lambda pair: not (pair[1].request_type not in TALK and _is_named(rest, pair[1])))
    return found


TALK = frozenset({"consulting", "praise"})
"""Sorts of requests by which nothing breaks further: 漏水，多謝 is a leak."""


def _order(rated: tuple[float, Category]) -> tuple[int, str, float]:
    rate, leaf = rated
    return (-int(rate), leaf.priority if rate >= 1 else "", -rate)


def _without(said: str, leaf: Category) -> str:
    """What else was said."""
    for term in map(_folded, _terms(leaf)):
        said = said.replace(term, " ")
    return said


def _is_named(said: str, leaf: Category) -> bool:
    """Whether one of its terms stands whole in what was said."""
    return any(
        _weight(term) >= LEAST and all(_stands(part, said) for part in term.split())
        for term in map(_folded, _terms(leaf))
    )


def _likeness(said: str, leaf: Category) -> float:
    """How much of what was said this leaf has: the longest term that fits decides, then how many do."""
    terms = {_folded(term) for term in _terms(leaf)}
    shares = [_share(said, term) for term in terms]
    rate = max(shares, default=0) + sum(shares) / 100
    rate += len(said) if said.isalpha() and said.isascii() and said in map(_initials, _terms(leaf)) else 0
    if said in leaf.initials.split() or (len(said) >= PAIR and said in leaf.initials) or said in leaf.key.lower():
        rate += len(said)
    return rate or 0.01 * max((len(_pairs(said) & _pairs(term)) for term in terms), default=0)


def _terms(leaf: Category) -> Iterable[str]:
    for names in leaf.name.values():
        yield from names.split("/")
    for words in leaf.words.values():
        yield from words


def _share(said: str, term: str) -> int:
    """What a term counts: all its parts stand in the text, or the text is the beginning of what is being typed of it."""
    parts = term.split()
    if parts and all(_stands(part, said) for part in parts):
        return _weight(term) ** 2
    return _weight(said) ** 2 // 2 if _stands(said, term) else 0


def _stands(part: str, text: str) -> bool:
    """Whether it stands in the text; letters of the alphabet only where a word begins."""
    return f" {part}" in f" {text}" if part.isascii() else part in text


def _weight(text: str) -> int:
    """Characters without spaces; a Chinese one tells as much as three letters."""
    return sum(1 if sign.isascii() else 3 for sign in text if sign != " ")


def _pairs(text: str) -> set[str]:
    return {pair for at in range(len(text) - 1) if not (pair := text[at : at + PAIR]).isascii()}
