"""Sentences of the core. It speaks English; whoever shows one of them can say it in another language."""

from collections.abc import Mapping


class Said(str):
    """A sentence that remembers the pattern and the words it was made of."""

    pattern: str
    words: Mapping[str, object]


def say(pattern: str, **words: object) -> Said:
    """The sentence of this pattern with these words in it; a word may be a sentence of its own."""
    said = Said(pattern.format(**words) if words else pattern)
    said.pattern, said.words = pattern, words
    return said
