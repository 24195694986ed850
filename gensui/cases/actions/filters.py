"""Filters of the case list that somebody keeps."""

from datetime import datetime

from django.db import transaction

from gensui.cases.models import SavedFilter
from gensui.people.models import Employee


@transaction.atomic
def save_filter(*, actor: Employee, at: datetime, name: str, query: str) -> SavedFilter:
    """Keep a filter under a name; the same name again takes the place of the old one."""
    kept, _new = SavedFilter.objects.update_or_create(employee=actor, name=name, defaults={"query": query})
    return kept


@transaction.atomic
def drop_filter(*, actor: Employee, at: datetime, pk: int) -> None:
    """Give a filter of one's own up."""
    SavedFilter.objects.filter(employee=actor, pk=pk).delete()
