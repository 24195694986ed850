"""Texts compared as people compare them: case, width and blanks do not matter."""

import unicodedata
from collections.abc import Iterable
from difflib import get_close_matches


def folded(text: str) -> str:
    """The text without differences of case and width, its blanks and underscores removed."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().replace("_", " ").split())


def nearest(text: str, known: Iterable[str], most: int = 3) -> list[str]:
    """Those of the known texts that somebody may have meant; the first ones if none is near."""
    by_fold = {folded(one): one for one in known}
    close = get_close_matches(folded(text), by_fold, n=most, cutoff=0.6)
    return [by_fold[one] for one in close] or list(by_fold.values())[:most]
