"""What the acts on a draft share."""

from gensui.amendments.models import Draft
from gensui.amendments.refusals import Decided


def lock(draft: Draft, *states: str) -> Draft:
    """The draft as it stands now, held until the transaction ends. Refuses one that is in another state (``Decided``)."""
    Draft.objects.select_for_update().get(pk=draft.pk)  # by itself: see ``ledger.compiled``
    found = Draft.objects.with_people().get(pk=draft.pk)
    if found.state not in states:
        raise Decided(str(found.get_state_display()))
    return found
