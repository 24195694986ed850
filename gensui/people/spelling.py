"""One text however it is written: in either Chinese script, in full-width letters, and a home in any of the ways people say it."""

import re
import unicodedata
from functools import cache

import opencc
from django.db.models import Q

SCRIPTS = ("t2s", "s2t", "s2tw", "s2hk")
"""Simplified, and Traditional as it is written on the mainland's lists, in Taiwan and in Hong Kong."""
TEN = 10
ROOM = 4
NUMERALS = re.compile("[〇零一二两三四五六七八九十]+")
LABEL = re.compile(r"[0-9A-Za-z]+(-[0-9A-Za-z]*){1,2}")
HOME = re.compile(
    r"(?P<building>[0-9]+[a-z]?|[a-z][0-9]*)\s*(?:幢|栋|座|号楼|楼|#|-|/|\s)\s*"
    r"(?:(?P<staircase>[0-9a-z]+)\s*(?:单元|梯|门|-|/|\s)\s*)?"
    r"(?:(?P<room>[0-9]+[a-z]?)\s*(?:室|房|号|户)?)?",
    re.IGNORECASE,
)


@cache
def _script(name: str) -> opencc.OpenCC:
    return opencc.OpenCC(name)


def plain(text: str) -> str:
    """The text in letters and figures of half width, one space between words: for a database."""
    return " ".join(unicodedata.normalize("NFKC", text).split())


def folded(text: str) -> str:
    """The text in Simplified Chinese, small letters of half width, one space between words: for comparing."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return " ".join(_script("t2s").convert(plain).split())


def first_letter(name: str) -> str:
    """What the log keeps of a name: no more than its first letter, and nothing of its length."""
    return f"{name[:1]}••" if name else ""


def spellings(text: str) -> list[str]:
    """The text and its spellings in the other script: for a database, which compares letters as they are."""
    return list(dict.fromkeys([text, *(_script(name).convert(text) for name in SCRIPTS)]))


def holds(text: str, *fields: str) -> Q:
    """That one of the fields holds the text, in either script."""
    found = Q()
    for spelled in spellings(text):
        for field in fields:
            found |= Q(**{f"{field}__icontains": spelled})
    return found


def home(text: str) -> str:
    """A home as its label has it (``3-1-502``), from 3幢1單元502室, 三棟一單元502 or 3 1 502; a building from 3棟 (``3-``).

    Any other text stays as it is, in letters of half width.
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    if LABEL.fullmatch(plain):
        return plain
    read = HOME.fullmatch(NUMERALS.sub(_figures, folded(text)))
    if read is None:
        return plain
    building, staircase, room = read["building"], read["staircase"], read["room"]
    return "-".join(part.upper() for part in (building, staircase, room or "") if part is not None)


def homes(text: str) -> list[str]:
    """A home by each label that it may have: as said, without leading noughts, and with a room of four figures (``1-1-0101``)."""
    said = home(text)
    if not LABEL.fullmatch(said):
        return [said]
    parts = [part.lstrip("0") or part for part in said.split("-")]
    filled = [*parts[:-1], parts[-1].zfill(ROOM) if parts[-1].isdecimal() else parts[-1]]
    return list(dict.fromkeys([said, "-".join(parts), "-".join(filled)]))


def _figures(found: re.Match[str]) -> str:
    """三 is 3, 十二 is 12, 五〇二 is 502."""
    values = [int(unicodedata.numeric(sign)) for sign in found[0]]
    if TEN not in values:
        return "".join(map(str, values))
    tens, _ten, ones = "".join(map(str, values)).partition(str(TEN))
    return str(int(tens or 1) * TEN + int(ones or 0))
