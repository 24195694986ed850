"""What the core says, in the language of whoever reads it."""

from django.utils.translation import gettext as _

from gensui.core.policy import Mistake
from gensui.core.said import Said


def spoken(said: str) -> str:
    """The sentence in the language in force, with the sentences in it; a plain text as it is."""
    if not isinstance(said, Said):
        return said
    if not said.words:
        return _(said.pattern)
    words = {name: spoken(word) if isinstance(word, str) else word for name, word in said.words.items()}
    return _(said.pattern).format(**words)


def mistake(one: Mistake) -> str:
    """A mistake of a policy with its place: file and line, the clause or table, and why."""
    place = _("{file}, line {line}").format(file=one.file, line=one.line) if one.line else one.file
    return ": ".join(filter(None, (place, spoken(one.where), spoken(one.reason))))
