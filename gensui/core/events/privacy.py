"""What is done with what is known of a person. The stream is the person's own."""

from gensui.core.events.base import Event, happens


@happens("personal_data.revealed")
class PersonalDataRevealed(Event):
    """A masked ``field`` was shown in full, for a ``purpose``: the key of a case."""

    field: str = ""
    purpose: str = ""


@happens("personal_data.corrected")
class PersonalDataCorrected(Event):
    """These ``fields`` were put right. Of a name that was changed, ``before`` keeps the first letter."""

    fields: tuple[str, ...] = ()
    before: str = ""


@happens("personal_data.proved")
class PersonalDataProved(Event):
    """That a ``field`` is the person's own was proved; ``how``: by a ``code`` that was typed, in a ``call`` from that number, or
    by a ``form`` that names it and was signed on a day (``signed_on``); the actor holds the form.
    """

    field: str = ""
    how: str = ""
    signed_on: str = ""


@happens("personal_data.exported")
class PersonalDataExported(Event):
    """A copy of everything kept of the person was handed out."""


@happens("list.exported")
class ListExported(Event):
    """A ``list`` left the house as a file of so many ``rows``. Of ``filters`` that hold words of a person only the name is kept.

    The stream is that of whoever took it.
    """

    list: str = ""
    filters: tuple[str, ...] = ()
    rows: int = 0


@happens("personal_data.erased")
class PersonalDataErased(Event):
    """What identifies the person was taken away."""


@happens("words.masked")
class WordsMasked(Event):
    """A name or number was taken out of words written earlier, because the person was erased.

    ``replaced`` are the digests of those words; this event carries the digests of what stands there now.
    """

    replaced: tuple[str, ...] = ()


@happens("access_token.issued")
class AccessTokenIssued(Event):
    """A program may speak for the person; ``token`` is the row's key, never the token itself."""

    token: str = ""


@happens("access_token.revoked")
class AccessTokenRevoked(Event):
    """That program may no longer."""

    token: str = ""
