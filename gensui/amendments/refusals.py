"""What is refused around amendments."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from gensui.core.refusal import Refusal


class Decided(Refusal):
    """The draft is not in a state in which this can be done."""

    code = "decided"

    def __init__(self, state: str) -> None:
        super().__init__(_("This draft is {state}; that cannot be done with it now.").format(state=state))


class TwoPersons(Refusal):
    """Who drafts does not approve."""

    code = "two_persons"

    def __init__(self) -> None:
        super().__init__(_("You drafted this yourself. Somebody else has to approve it."))


class NotAskedYet(Refusal):
    """Staff have not been asked, or still may answer."""

    code = "not_asked_yet"

    def __init__(self) -> None:
        super().__init__(
            _("A draft is approved when staff were asked and the time for their comments is over. Ask them, or wait.")
        )


class OutOfDate(Refusal):
    """Another version was adopted since the draft was begun."""

    code = "out_of_date"

    def __init__(self, version: str) -> None:
        super().__init__(
            _(
                "Version {version} was adopted meanwhile. Begin a new draft from it, or its changes would be lost."
            ).format(version=version)
        )


class BadDates(Refusal):
    """The dates do not follow each other."""

    code = "bad_dates"

    def __init__(self) -> None:
        super().__init__(_("These dates do not follow each other: first now, then published, then in force."))


class BadPeriod(Refusal):
    """A period that is none, or not over."""

    code = "bad_period"

    def __init__(self) -> None:
        super().__init__(_("The days to try it on begin before they end, and are over: until today at the latest."))


class NothingChanged(Refusal):
    """The draft says the same as what it is based on."""

    code = "nothing_changed"

    def __init__(self) -> None:
        super().__init__(_("This draft changes nothing yet."))


class SentencesPart(Refusal):
    """A sentence of the draft says another time than the value beside it."""

    code = "sentences_part"

    def __init__(self, parted: Iterable[str]) -> None:
        super().__init__(
            _("Sentence and value part: {places}. Write the same into both.").format(places="; ".join(parted))
        )


class NoSuchClause(Refusal):
    """The draft has no such table."""

    code = "no_such_clause"

    def __init__(self, key: str) -> None:
        super().__init__(_("The draft has no {key}.").format(key=key))


class HasPosts(Refusal):
    """The draft says by what each post is judged."""

    code = "has_posts"

    def __init__(self) -> None:
        super().__init__(_("The draft says already what each post is judged by: change it there."))


class VersionTaken(Refusal):
    """There is a version of this name."""

    code = "version_taken"

    def __init__(self, version: str) -> None:
        super().__init__(_("There is a version {version} already. Choose another name.").format(version=version))
