"""What is done with the data that everything else stands on: communities, homes, people, categories, prices, rosters, courses."""

from gensui.core.events.base import Event, happens


@happens("master.changed")
class MasterChanged(Event):
    """A row of master data was made, or these ``fields`` of it changed. The stream is the row's own.

    ``before`` and ``after`` are what the fields said, in their order; both are empty where the row is a person's: then only
    which fields is told.
    """

    row: str = ""
    is_new: bool = False
    fields: tuple[str, ...] = ()
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
