"""Another name for a resident: asked for on the owners' page, and taken into the register by the desk."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from gensui.core import standing
from gensui.core.events.privacy import PersonalDataCorrected
from gensui.ledger import outbox
from gensui.ledger.record import record
from gensui.people import access, spelling
from gensui.people import queries as people
from gensui.people.access import NotYours
from gensui.people.languages import in_language
from gensui.people.models import Employee, Resident
from gensui.people.refusals import NoNameAsked


@transaction.atomic
def answer_name(*, resident: Resident, agrees: bool, actor: Employee, at: datetime) -> Resident:
    """The desk confirms the name that a person asked for, or keeps the one of the register; in every home of the person, who hears
    of it. What was signed or agreed to under the name before stays as it is.

    Refuses whoever does not keep the register of that community (``NotYours``), and where no name is asked for (``NoNameAsked``).
    """
    access.require(actor, "move_residents")
    if resident.household.unit.building.site not in access.visible_sites(actor):
        raise NotYours(str(actor.get_role_display()))
    rows = Resident.objects.select_for_update().filter(pk__in=[one.pk for one in people.rows_of(resident)])
    asked = [one for one in rows.order_by("pk") if one.asked_name]
    if not asked:
        raise NoNameAsked
    for one in asked:
        before, one.name, one.asked_name = one.name, one.asked_name if agrees else one.name, ""
        one.save(update_fields=["name", "asked_name"])
        fields = ("asked_name", "name") if agrees else ("asked_name",)
        event = PersonalDataCorrected(fields=fields, before=spelling.first_letter(before) if agrees else "")
        record(stream=one.key, event=event, actor=actor.key, roles={}, at=at)
    resident.refresh_from_db()
    with in_language(resident.language):
        said = str(TAKEN if agrees else NOT_TAKEN).format(name=resident.name)
    outbox.queue(stream=resident.key, to=resident.key, what="message.notice", body=said, at=at)
    return resident


TAKEN = _("Your name stands as {name} from now on. What you agreed to before keeps the name of then.")
NOT_TAKEN = _("Your name stays {name}. Please call us, or come by with a paper, if it is another.")


def tell_desk(*, resident: Resident, actor: Resident, at: datetime) -> None:
    """Somebody asked for another name: who leads the desk hears in which home. Refuses to speak for another (``NotYours``)."""
    if actor.pk != resident.pk:
        raise NotYours(str(actor.get_relation_display()))
    unit = resident.household.unit
    leading = people.roles_at(unit.building.site, "customer_service", at)
    key = standing.anybody(leading, "service_head") or standing.anybody(leading, "dept_head")
    if key:
        outbox.queue(stream=resident.key, to=key, what="name.asked", body=unit.label, at=at)
