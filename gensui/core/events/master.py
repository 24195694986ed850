"""What is done with the data that everything else stands on: communities, homes, people, categories, prices, rosters, courses."""

from datetime import datetime

from gensui.core.events.base import Event, happens


@happens("master.changed")
class MasterChanged(Event):
    """A row of master data was made, or these ``fields`` of it changed. The stream is the row's own.

    ``before`` and ``after`` are what the fields said, in their order, of a longer value the beginning, and its digest. Fields that
    are a person's own stand last, and have neither: only that they changed is told.
    """

    row: str = ""
    is_new: bool = False
    fields: tuple[str, ...] = ()
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()


@happens("entry.made")
class EntryMade(Event):
    """Somebody entered what had happened earlier, at a time that they typed: the event ``of`` this stream.

    ``filled`` holds ``reason`` where they said why.
    """

    of: str = ""
    happened_at: datetime | None = None
    filled: tuple[str, ...] = ()
