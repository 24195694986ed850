"""A TOML table while it is read: each value is asked for once, by its type; what is left over at the end is unknown."""

from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from typing import Any, TypeVar

from gensui.core.policy import values
from gensui.core.policy.mistakes import Source
from gensui.core.said import Said, say
from gensui.core.worktime import BadDuration, Duration

T = TypeVar("T")
BLANK = values.Texts("", "", "")


class Table:
    """Reads one table. A wrong value is noted as a mistake and an empty one given, so that reading goes on."""

    def __init__(
        self, given: object, source: Source, path: str, where: str, figures: Mapping[str, values.Scalar], word: str = ""
    ) -> None:
        self.source, self.path, self.where, self.figures, self.word = source, path, where, figures, word
        self.given: Mapping[str, Any] = given if isinstance(given, dict) else {}
        self.asked: set[str] = set()
        if not isinstance(given, dict):
            self.wrong("", say("a table is wanted here"))

    def wrong(self, word: str, reason: Said) -> None:
        """Note a mistake at this word."""
        self.source.wrong(self.path, self.where, self.word or word, reason)

    def has(self, word: str) -> bool:
        return word in self.given

    def take(self, word: str) -> Any:
        """The value as it stands; ``@name`` is replaced by the figure of that name among the settings."""
        self.asked.add(word)
        return self.figure(word, self.given.get(word))

    def figure(self, word: str, value: Any) -> Any:
        if not (isinstance(value, str) and value.startswith("@")):
            return value
        if value[1:] in self.figures:
            return self.figures[value[1:]]
        self.wrong(word, say("no setting has a figure called {name!r}", name=value[1:]))
        return None

    def _typed(self, word: str, type_: type[T], default: T, name: Said) -> T:
        value = self.take(word)
        if value is None:
            return default
        if isinstance(value, bool) is (type_ is bool) and isinstance(value, type_):
            return value
        self.wrong(word, say("{word} must be {name}, not {value!r}", word=word, name=name, value=value))
        return default

    def text(self, word: str, default: str = "") -> str:
        return self._typed(word, str, default, say("a text")).strip()

    def needed(self, word: str) -> str:
        """A text that must not be missing or empty."""
        value = self.text(word)
        if not value and not (self.has(word) and not isinstance(self.given[word], str)):
            self.wrong(
                word, say("{word} is missing", word=word) if not self.has(word) else say("{word} is empty", word=word)
            )
        return value

    def flag(self, word: str) -> bool:
        return self._typed(word, bool, False, say("true or false"))

    def choice(self, word: str, choices: tuple[str, ...], default: str) -> str:
        value = self.text(word, default)
        if value in choices:
            return value
        self.wrong(
            word,
            say(
                "{word} cannot be {value!r}; it is one of {choices}", word=word, value=value, choices=", ".join(choices)
            ),
        )
        return default

    def texts(self, word: str) -> values.Texts:
        """A text in all three languages; each one that is missing or empty is a mistake."""
        value = self.take(word)
        if not isinstance(value, dict):
            self.wrong(
                word,
                say("{word} is missing", word=word)
                if value is None
                else say("{word} must be a text in three languages", word=word),
            )
            return BLANK
        for language in values.LANGUAGES:
            if not isinstance(value.get(language), str) or not value[language].strip():
                self.wrong(word, say("{word} has no translation into {language}", word=word, language=language))
        for unknown in value.keys() - set(values.LANGUAGES):
            self.wrong(
                word,
                say(
                    "{word} has a translation into {unknown!r}, which Gensui does not speak", word=word, unknown=unknown
                ),
            )
        return values.Texts(*(str(value.get(language, "")).strip() for language in values.LANGUAGES))

    def list(self, word: str) -> list[Any]:
        value = self.take(word)
        if value is None:
            return []
        if isinstance(value, list):
            return value
        self.wrong(word, say("{word} must be a list", word=word))
        return []

    def words(self, word: str, known: Callable[[str], bool] | None = None, what: str = "") -> tuple[str, ...]:
        """A list of texts, each known and none twice."""
        found: list[str] = []
        for value in self.list(word):
            if not isinstance(value, str) or not value:
                self.wrong(word, say("{word} must list texts, not {value!r}", word=word, value=value))
            elif value in found:
                self.wrong(word, say("{word} names {value!r} twice", word=word, value=value))
            elif known is not None and not known(value):
                self.wrong(word, say("there is no {what} {key!r}", what=what, key=value))
            else:
                found.append(value)
        return tuple(found)

    def duration(self, word: str) -> Duration | None:
        value = self.take(word)
        if value is None:
            return None
        if not isinstance(value, str):
            self.wrong(word, say('{word} must be a duration such as "30 min", not {value!r}', word=word, value=value))
            return None
        try:
            return Duration.parse(value)
        except BadDuration as bad:
            self.wrong(word, say("{word}: {bad}", word=word, bad=bad.args[0]))
            return None

    def span(self, word: str) -> timedelta | None:
        """A duration in plain time: no months, days or workdays, and no end of a day."""
        found = self.duration(word)
        if found is not None and found != Duration(time=found.time):
            self.wrong(word, say("{word} must be given in hours, minutes or seconds", word=word))
            return None
        return None if found is None else found.time

    def spans(self, word: str) -> tuple[str, ...]:
        """A list of durations, as they stand; ``@name`` is the figure of that name."""
        found = []
        for given in self.list(word):
            value = self.figure(word, given)
            try:
                found.append(str(Duration.parse(value)))
            except BadDuration as bad:
                self.wrong(word, say("{word}: {bad}", word=word, bad=bad.args[0]))
        return tuple(found)

    def tables(self, word: str) -> Iterator["Table"]:
        """The inline tables of a list; their mistakes stand on the line of the list."""
        for value in self.list(word):
            yield self.inner(word, value)

    def inner(self, word: str, value: object) -> "Table":
        return Table(value, self.source, self.path, self.where, self.figures, self.word or word)

    def table(self, word: str) -> "Table | None":
        value = self.take(word)
        return None if value is None else self.inner(word, value)

    def done(self) -> None:
        """Whatever was not asked for is not known here."""
        for word in self.given.keys() - self.asked:
            self.wrong(word, say("{word!r} is not a word of the policy here", word=word))
