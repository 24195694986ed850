"""What those brought who asked for the same: it stands beside the request that is worked on."""

from django.db.models import F, Q, QuerySet

from gensui.cases.access import hidden_from, visible_cases
from gensui.cases.models import Attachment, Case, Message
from gensui.people.models import Employee


def requests(actor: Employee, case: Case) -> list[Case]:
    """The requests that were joined to this one, or stand under it as a building's fault, as far as they exist for the reader.
    One query.
    """
    found = Case.objects.filter(Q(merged_into=case) | Q(parent=case)).exclude(hidden_from(actor))
    return list(found.select_related("resident", "unit", "area").order_by("pk"))


def messages(case: Case, others: list[Case]) -> QuerySet[Message]:
    """Words with the owner, and what the others wrote while they were joined. One query when read."""
    theirs = Q(case__in=_merged(case, others), author_key__startswith="resident:") & _meanwhile("written_at")
    found = Message.objects.filter(Q(case=case) | theirs)
    return found.select_related("outgoing", "answers", "case__unit", "case__area").order_by("pk")


def pictures(case: Case, others: list[Case]) -> QuerySet[Attachment]:
    """The pictures of the request, and those that came from the others until the work was done. One query when read."""
    theirs = Q(case__in=_merged(case, others), kind=Attachment.Kind.REPORT) & _meanwhile("added_at")
    return Attachment.objects.filter(Q(case=case) | theirs).select_related("case__unit", "case__area").order_by("pk")


def shown_to(actor: Employee) -> QuerySet[Attachment]:
    """The pictures that somebody may see: of the cases that exist for them, and of those joined to these."""
    seen, hidden = visible_cases(actor), Case.objects.filter(hidden_from(actor))
    theirs = Q(case__merged_into__in=seen, kind=Attachment.Kind.REPORT) & _meanwhile("added_at") & ~Q(case__in=hidden)
    return Attachment.objects.filter(Q(case__in=seen) | theirs)


def _merged(case: Case, others: list[Case]) -> list[Case]:
    return [one for one in others if one.merged_into_id == case.pk]


def _meanwhile(at: str) -> Q:
    """Once the work is done, each goes its own way again."""
    return Q(case__state="joined") | Q(**{f"{at}__lte": F("case__completed_at")})
