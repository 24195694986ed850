"""The gate, emergencies, patrols, cleaning and greening."""

from datetime import timedelta
from typing import Any

from gensui.rounds import tags
from gensui.rounds.models import Plan
from gensui.security.models import GateEntry, Incident
from tests.register.acts.vocabulary import act
from tests.register.story import Refused, Story

# The gate and emergencies


@act
def visitor_arrives(story: Story, kind: str = "visitor") -> None:
    """Somebody stands at the gate for Mei; the guard enters it, and she is asked."""
    story.fill_in(story.cast.guard, "/gate/new/", kind=kind, home="3-1-502", name="王", purpose="探訪")


def _at_gate() -> GateEntry:
    return GateEntry.objects.latest("pk")


@act
def visitor_cleared(story: Story) -> None:
    """Mei answers on her own page, and the guard admits the visitor."""
    number = _at_gate().number
    story.fill_in(story.cast.mei, "/my/", form=f"/{number}/yes/")
    visitor_decided(story, "admit")


@act
def visitor_decided(story: Story, decision: str) -> None:
    """The guard admits or refuses the visitor, or asks for patience."""
    story.fill_in(story.cast.guard, "/gate/", form=f"/{_at_gate().number}/{decision}/")


@act
def visitor_left(story: Story) -> None:
    """The visitor goes home past the guard."""
    story.fill_in(story.cast.guard, f"/gate/{_at_gate().number}/", form="/leave/")


@act
def emergency_alarm(story: Story, plan: str = "fire") -> None:
    """Li presses the red button."""
    story.fill_in(story.cast.li, "/incidents/red/", plan=plan, area=story.cast.lobby)


def _incident(story: Story, who: Any, form: str, **answers: Any) -> None:
    story.fill_in(who, f"/incidents/{Incident.objects.latest('pk').number}/", form=form, **answers)


@act
def guard_on_scene(story: Story) -> None:
    """The first guard is there."""
    _incident(story, story.cast.guard, "/scene/")


@act
def plan_begun(story: Story) -> None:
    """The guard starts the plan."""
    _incident(story, story.cast.guard, "/start/")


@act
def danger_controlled(story: Story) -> None:
    """It is under control."""
    _incident(story, story.cast.guard, "/control/")


# The grounds: what the telephone of whoever walks them sends


GROUNDS = frozenset(
    "patrol swept bins_emptied bins_emptied_round bins_disinfected green_work_started bin_full_reported nothing_done".split()
)
"""Acts that need routes and plans."""


def _entry(story: Story, key: str, number: int, kind: str, minute: float, **words: Any) -> dict[str, Any]:
    at = story.now + timedelta(minutes=minute)
    return {
        "key": f"{key}-{number:04}", "n": number, "kind": kind, "at": at.isoformat(), "off": 0, "round": key, "words": words
    }  # fmt: skip


def _sync(story: Story, who: Any, entries: list[dict[str, Any]], after: float) -> None:
    """The telephone sends when its owner is done. Raises ``Refused`` with what the house refuses."""
    story.go(story.now + timedelta(minutes=after))
    said = {"entries": entries, "device": "phone-1", "sent_at": story.now.isoformat()}
    refused = [one for one in story.tell(who, "/walk/sync/", said)["results"] if one["outcome"] != "taken"]
    if refused:
        raise Refused("/walk/sync/", 200, [one["sentence"] for one in refused])


def _walk(story: Story, who: Any, plan: Plan, answers: dict[str, Any], minutes: float = 3) -> None:
    """A round of this plan: begun and sent at once, each point scanned, brought back, and the rest sent."""
    key = f"round-{plan.pk}-{story.now:%d%H%M}"
    points = [stop.point for stop in plan.stops.order_by("order").select_related("point")]
    _sync(story, who, [_entry(story, key, 1, "start", 0, plan=plan.pk)], 0)
    entries = []
    for place, point in enumerate(points):
        where = {"lat": point.latitude, "lon": point.longitude, "acc": 9} if point.latitude else None
        minute = minutes * (place + 1)
        entries.append(
            _entry(story, key, place + 2, "scan", minute, proof="nfc", tag=tags.token(point), answers=answers, place=where)
        )  # fmt: skip
    end = minutes * (len(points) + 1)
    _sync(story, who, [*entries, _entry(story, key, 90, "finish", end)], end)


@act
def patrol(story: Story, minutes: str = "3") -> None:
    """The guard walks the route, so many minutes from one point to the next."""
    _walk(story, story.grounds.guard, story.grounds.route, {"safe": True}, float(minutes))


@act
def swept(story: Story, area: str = "stairs") -> None:
    """The cleaner does the stairs."""
    _walk(story, story.grounds.cleaner, story.grounds.lobby, {"floors": True, "lifts": True}, 20)


@act
def bins_disinfected(story: Story) -> None:
    """The cleaner washes and disinfects the bins."""
    _walk(story, story.grounds.cleaner, story.grounds.bins, {"cleaned": True, "agent": "84", "dilution": "1:100"}, 10)


@act
def nothing_done(story: Story) -> None:
    """Nobody does anything, though there is something to do."""


@act
def green_work_started(story: Story, announced: bool = False) -> None:
    """The gardener begins to spray."""
    gardener, plan = story.grounds.gardener, story.grounds.spray.pk
    task = next(one for one in story.look(gardener, "/walk/data/")["tasks"] if one["plan"] == plan)
    assert task["announced"] == announced, "the story says otherwise"
    _sync(story, gardener, [_entry(story, task["round"], 1, "start", 0, plan=plan)], 1)
