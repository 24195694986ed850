"""Where the words of a case stand."""

from collections.abc import Callable
from typing import Any

from django.db.models import Model, QuerySet

from gensui.cases.models import Case, Message, Note
from gensui.ledger.words import Fields
from gensui.ledger.written import Place, Written

GONE = "—"
"""What stands for the matter of a case whose words were erased."""


def _case(stream: str) -> QuerySet[Case]:
    return Case.objects.numbered(stream.removeprefix("case:"))


def _is_erased(stream: str) -> bool:
    """Erased words cannot be compared any more; nor is there anything to compare in a history without a case."""
    return not _case(stream).exclude(content=GONE).exists()


def _beside(name: str, model: type[Model], said: Callable[[Any], Fields], **words: bool) -> Place:
    """Words in rows that belong to a case."""

    def of(stream: str) -> QuerySet[Any]:
        return model._default_manager.filter(case__in=_case(stream).values("pk")).order_by("pk")

    return Place(name, model, of, lambda row: row.case.stream, said, **words)


WRITTEN = Written(
    "case:",
    (
        Place("case", Case, _case, lambda case: case.stream, lambda case: (case.content,), rewritten=True),
        _beside("note", Note, lambda note: (note.kind, note.author_key, note.text)),
        _beside("message", Message, lambda message: (message.purpose, message.author_key, message.text)),
    ),
    _is_erased,
)
