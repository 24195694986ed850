"""The general manager appoints the supervision team: the administration manager leads, every head is on it (6.1.1)."""

from typing import Any

import pytest

from gensui.ledger.models import Event
from gensui.oversight.actions import appointing
from gensui.oversight.models import Team as Appointed
from gensui.oversight.refusals import TeamIncomplete
from gensui.people.access import NotYours
from gensui.people.acting import Entry
from gensui.people.refusals import NoWords
from tests.cast import MONDAY
from tests.oversight.conftest import Team

pytestmark = pytest.mark.database


def appoint(team: Team, **words: Any) -> Appointed:
    heads = [team.maintenance, team.security, team.cleaning, team.cast.head]
    given: dict[str, Any] = {
        "site": team.cast.site, "leader": team.leader, "members": heads, "document": "雲棲〔2026〕11號", "actor": team.cast.gm,
        "at": MONDAY,
    }  # fmt: skip
    return appointing.appoint_team(**(given | words))


def test_the_team_is_appointed_and_anew(team: Team) -> None:
    first = appoint(team, entry=Entry(once="team:1"))
    assert appoint(team, entry=Entry(once="team:1")).pk == first.pk
    assert first.members.count() == 4
    again = appoint(team, document="雲棲〔2026〕12號")
    assert again.pk != first.pk
    events = Event.objects.filter(kind="team.appointed", stream="team:yunqi").order_by("number")
    assert [one.data["filled"] for one in events] == [["leader", "members", "document"]] * 2


def test_what_is_refused(team: Team) -> None:
    for actor in (team.leader, team.maintenance, team.cast.hr, team.cast.chen):
        with pytest.raises(NotYours):
            appoint(team, actor=actor)
    with pytest.raises(NoWords):
        appoint(team, document="  ")
    with pytest.raises(TeamIncomplete, match="藍山"):
        appoint(team, members=[team.maintenance, team.cleaning, team.cast.head])
    with pytest.raises(TeamIncomplete, match="administration manager"):
        appoint(team, leader=team.maintenance)
    assert not Appointed.objects.exists()
