"""The general manager appoints the supervision team, by a document (6.1.1)."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext as _

from gensui.core.events import company as events
from gensui.oversight import access
from gensui.oversight.actions.turn import happen
from gensui.oversight.models import Team
from gensui.oversight.refusals import TeamIncomplete
from gensui.oversight.streams import filled
from gensui.people.acting import NOW, Entry, repeatable, was_done
from gensui.people.models import Employee, Site
from gensui.people.refusals import need_words


@repeatable
def appoint_team(
    *, site: Site, leader: Employee, members: Iterable[Employee], document: str, actor: Employee, at: datetime,
    entry: Entry = NOW,
) -> Team:  # fmt: skip
    """Appoint who leads, and who is on the team; it holds until the next appointment.

    Refuses whoever is not the general manager (``NotYours``), no document (``NoWords``), and a team that somebody else leads than
    the administration manager, or that a head is missing from (``TeamIncomplete``).
    """
    access.require(actor, "appoint", site.pk, "")
    if was_done(entry):
        return Team.objects.filter(site=site).latest("pk")
    need_words(document)
    leaders, heads = access.expected_team(site)
    named = {one.pk for one in members}
    missing = [one.name for one in heads if one.pk not in named]
    if leader.pk not in {one.pk for one in leaders}:
        missing.insert(0, _("the administration manager"))
    if missing:
        raise TeamIncomplete(", ".join(missing))
    team = Team.objects.create(site=site, leader=leader, document=document.strip(), appointed_by=actor, appointed_at=at)
    team.members.set([one for one in heads if one.pk in named])

    given = filled(leader=team.leader_id, members=heads, document=team.document)
    event = events.TeamAppointed(filled=given)
    happen(f"team:{site.key}", event, actor=actor, site=site, department="administration", at=at, entry=entry)
    return team
