"""What this package tells its user: whole sentences with named places, so that they can be translated."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Sentence:
    """An English sentence such as ``"There is no file {file}."`` and what stands in its places.

    ``str()`` gives the English; a face translates ``text`` first and fills the places afterwards.
    """

    text: str
    parts: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.text.format(**self.parts)


def say(text: str, **parts: object) -> Sentence:
    """A sentence and its parts in one call."""
    return Sentence(text, parts)
