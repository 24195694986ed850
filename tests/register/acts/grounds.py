"""The gate, emergencies, patrols, cleaning and greening."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from gensui.rounds import tags
from gensui.rounds.models import Finding, Plan, Report, Round
from gensui.security.models import DailyReport, GateEntry, Incident, IncidentNotice
from tests.register.acts.vocabulary import act
from tests.register.story import Refused, Story, moment, typed

YES = {True: "yes", False: "no"}

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
def emergency_alarm(story: Story, plan: str = "fire", by: str = "li") -> None:
    """Li presses the red button, or whoever else it is."""
    story.fill_in(getattr(story.cast, by), "/incidents/red/", plan=plan, area=story.cast.lobby)


def _room() -> str:
    return f"/incidents/{Incident.objects.latest('pk').number}/"


def _incident(story: Story, who: Any, form: str, **answers: Any) -> None:
    story.fill_in(who, _room(), form=form, **answers)


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


@act
def steps_done(story: Story) -> None:
    """The guard ticks each step of the plan."""
    steps = [one for one in story.open(story.cast.guard, _room()).forms if one.action.endswith("/step/")]
    for one in steps:
        story.send(story.cast.guard, one.action, one.filled(outcome="done"))


@act
def word_answered(story: Story, party: str = "") -> None:
    """Whoever was sent word, or only those of this party, opens the room and says so."""
    asked = IncidentNotice.objects.filter(incident=Incident.objects.latest("pk"), employee__isnull=False)
    for one in asked.filter(party=party) if party else asked.exclude(party="guards"):
        _incident(story, one.employee, "/know/")


@act
def emergency_written_up(story: Story) -> None:
    """The head of security says that it is over, and why it was."""
    _incident(story, story.head_of("security"), "/close/", cause="電線老化", injured=0)


@act
def emergency_reviewed(story: Story, contained: bool = True) -> None:
    """The head of security writes what was learnt, and whether the danger was contained."""
    answers = {"review": "疏散順利", "contained": YES[contained], "measures": "更換電線"}
    _incident(story, story.head_of("security"), "/review/", **answers)


# The day's report


@act
def paper_line_entered(story: Story) -> None:
    """The guard enters a courier of last evening from the paper register."""
    evening = typed(moment("1 20:00:00"))
    answers = {"kind": "courier", "home": "3-1-502", "arrived_at": evening, "decided_at": evening, "sheet": "12-3"}
    answers["decision"] = "admitted"
    story.fill_in(story.cast.guard, "/gate/late/", **answers)


def _daily() -> str:
    return f"/daily/{DailyReport.objects.latest('day').day}/"


@act
def daily_report_handed_in(story: Story) -> None:
    """The head of security hands in the report of the day that ended."""
    story.fill_in(story.head_of("security"), _daily(), form="/submit/", text="東門燈壞")


@act
def daily_report_explained(story: Story, figure: str) -> None:
    """The head of security explains a figure."""
    story.fill_in(story.head_of("security"), _daily(), form="/explain/", figure=figure, text="停電時記在紙上")


@act
def daily_report_accepted(story: Story) -> None:
    """Li reads it and accepts it."""
    story.fill_in(story.cast.li, _daily(), form="/accept/")


# The grounds: what the telephone of whoever walks them sends


GROUNDS: set[str] = set()
"""Acts that need routes and plans."""


def on_grounds(function: Callable[..., None]) -> Callable[..., None]:
    """Make a function an act that needs them."""
    GROUNDS.add(function.__name__)
    return act(function)


def _entry(story: Story, round: str, number: int, kind: str, minute: float, /, **words: Any) -> dict[str, Any]:
    at = story.now + timedelta(minutes=minute)
    return {
        "key": f"{round}-{number:04}",
        "n": number,
        "kind": kind,
        "at": at.isoformat(),
        "off": 0,
        "round": round,
        "words": words,
    }


def _sync(story: Story, who: Any, entries: list[dict[str, Any]], after: float) -> None:
    """The telephone sends when its owner is done. Raises ``Refused`` with what the house refuses."""
    story.go(story.now + timedelta(minutes=after))
    said = {"entries": entries, "device": "phone-1", "sent_at": story.now.isoformat()}
    refused = [one for one in story.tell(who, "/walk/sync/", said)["results"] if one["outcome"] != "taken"]
    if refused:
        raise Refused("/walk/sync/", 200, [one["sentence"] for one in refused])


def _begin(story: Story, who: Any, plan: Plan, round: str = "") -> str:
    """A round of this plan, or a task on the calendar, is begun and sent at once; its key."""
    key = round or f"round-{plan.pk}-{story.now:%d%H%M}"
    _sync(story, who, [_entry(story, key, 1, "start", 0, plan=plan.pk)], 0)
    return key


def _walk(
    story: Story, who: Any, plan: Plan, answers: dict[str, Any], minutes: float = 3, round: str = "", missed: int = 0
) -> None:
    """A round of this plan from its start to its end; each point is scanned, except the last ones if some are missed."""
    key = _begin(story, who, plan, round)
    stops = list(plan.stops.order_by("order").select_related("point"))
    entries = []
    for place, stop in enumerate(stops[: len(stops) - missed]):
        point = stop.point
        where = {"lat": point.latitude, "lon": point.longitude, "acc": 9} if point.latitude else None
        said = {"proof": "nfc", "tag": tags.token(point), "answers": answers, "place": where}
        entries.append(_entry(story, key, place + 2, "scan", minutes * (place + 1), **said))
    end = minutes * (len(stops) + 1)
    _sync(story, who, [*entries, _entry(story, key, 90, "finish", end)], end)


@on_grounds
def patrol(story: Story, minutes: str = "3", missed: str = "0") -> None:
    """The guard walks the route, so many minutes from one point to the next, and misses the last points."""
    _walk(story, story.grounds.guard, story.grounds.route, {"safe": True}, float(minutes), missed=int(missed))


@on_grounds
def tag_reported(story: Story) -> None:
    """The guard finds the tag of the first point gone, on the way."""
    who, plan = story.grounds.guard, story.grounds.route
    key = _begin(story, who, plan)
    _sync(story, who, [_entry(story, key, 2, "tag", 0, point=story.grounds.points[0].pk, fault="missing")], 0)


@on_grounds
def tag_replaced(story: Story) -> None:
    """Whoever leads there gives it a new key and prints it."""
    plan, point = story.grounds.route, story.grounds.points[0]
    story.fill_in(story.grounds.lead, f"/grounds/plans/{plan.pk}/tags/", point=point.pk)


SWEPT = {"floors": True, "lifts": True}


@on_grounds
def swept(story: Story, area: str = "stairs") -> None:
    """The cleaner does the stairs."""
    _walk(story, story.grounds.cleaner, story.grounds.lobby, SWEPT, 20)


@on_grounds
def cleaning_looked_at(story: Story, passed: bool) -> None:
    """The head of cleaning looks at what was done last."""
    done = Round.objects.filter(plan=story.grounds.lobby, state=Round.State.DONE).latest("finished_at")
    story.fill_in(story.grounds.head, f"/grounds/rounds/{done.key}/", passed=YES[passed], remark="角落有灰")


def _task(story: Story, who: Any, plan: Plan, redo: bool = False) -> dict[str, Any]:
    """The first task of this plan that the telephone offers."""
    offered = story.look(who, "/walk/data/")["tasks"]
    return next(one for one in offered if one["plan"] == plan.pk and one["redo"] == redo)


@on_grounds
def swept_again(story: Story) -> None:
    """The cleaner does again what did not pass, within forty minutes."""
    who, plan = story.grounds.cleaner, story.grounds.lobby
    _walk(story, who, plan, SWEPT, 20, round=_task(story, who, plan, redo=True)["round"])


@on_grounds
def plan_made(story: Story, sort: str, first: str) -> None:
    """The head of cleaning and greening has something done by plan from then on, at the first of the points."""
    head = story.grounds.head
    point = story.grounds.lobby.stops.get().point_id
    form = story.open(head, "/grounds/plans/").form(having="sort")
    answers = {"sort": sort, "name": f"{sort} 計劃", "first_at": typed(moment(first)), f"place{point}": 1}
    story.send(head, "/grounds/plans/", form.filled(**answers))


def _by_plan(story: Story, who: Any, sort: str, answers: dict[str, Any]) -> None:
    """What a plan that was made asks for, done within forty minutes."""
    _walk(story, who, Plan.objects.get(sort=sort), answers, 20)


@on_grounds
def area_cleaned(story: Story) -> None:
    """The cleaner sweeps, mops and wipes."""
    _by_plan(story, story.grounds.cleaner, "clean", {"swept": True})


@on_grounds
def plants_looked_at(story: Story) -> None:
    """The gardener looks at the plants."""
    _by_plan(story, story.grounds.gardener, "plants", {"pests": True, "dead": 0})


# Bins


@on_grounds
def bins_disinfected(story: Story) -> None:
    """The cleaner washes and disinfects the bins within half an hour."""
    _walk(story, story.grounds.cleaner, story.grounds.bins, {"cleaned": True, "agent": "84", "dilution": "1:100"}, 10)


@on_grounds
def bins_emptied_round(story: Story) -> None:
    """The cleaner goes round the bins, which empties them too."""
    bins_disinfected(story)


@on_grounds
def bins_emptied(story: Story) -> None:
    """The cleaner empties the bins and has no disinfectant: the telephone takes no round without, so it is left undone."""
    key = _begin(story, story.grounds.cleaner, story.grounds.bins)
    _sync(story, story.grounds.cleaner, [_entry(story, key, 90, "leave", 15, note="只清空，沒有藥劑")], 15)


@on_grounds
def bin_full_reported(story: Story) -> None:
    """The guard reports a full bin, which becomes an order of the cleaner."""
    point = story.grounds.bins.stops.earliest("order").point_id
    words = {"kind": "bin_full", "category": story.cast.dirt.key, "words": "", "point": point}
    _sync(story, story.grounds.guard, [_entry(story, "", 1, "finding", 0, **words) | {"key": "bin-00001"}], 0)
    case = Finding.objects.latest("pk").case
    assert case is not None
    story.number = case.number


# What is found on the way


def _found(story: Story, kind: str, sent: str) -> None:
    words = {"kind": kind, "category": story.cast.dirt.key, "words": "地面塌陷"}
    entry = _entry(story, "", 1, "finding", 0, **words) | {"key": f"{kind}-00001"}
    _sync(story, story.grounds.guard, [entry], (moment(sent) - story.now) / timedelta(minutes=1))


@on_grounds
def hazard_found(story: Story, sent: str) -> None:
    """The guard enters a hazard; the telephone sends it when it has signal."""
    _found(story, "hazard", sent)


@on_grounds
def anomaly_found(story: Story, sent: str) -> None:
    """The guard enters something out of order; the telephone sends it when it has signal."""
    _found(story, "anomaly", sent)


@on_grounds
def nothing_done(story: Story) -> None:
    """Nobody does anything, though there is something to do."""


# Greening, and the week


@on_grounds
def green_work_started(story: Story, announced: bool = False) -> None:
    """The gardener begins to spray."""
    gardener, plan = story.grounds.gardener, story.grounds.spray
    task = _task(story, gardener, plan)
    assert task["announced"] == announced, "the story says otherwise"
    _begin(story, gardener, plan, task["round"])


@on_grounds
def mowing_announced(story: Story) -> None:
    """The head of greening publishes when the lawn is mown."""
    head = story.grounds.head
    task = Round.objects.filter(plan=story.grounds.lawn, state=Round.State.PLANNED).earliest("planned_at")
    url = f"/grounds/calendar/{task.key}/"
    form = story.open(head, url).form(having="title")
    story.send(head, url, form.filled(impact="早上有噪音"))


@on_grounds
def mown(story: Story) -> None:
    """The gardener mows within forty minutes."""
    gardener, plan = story.grounds.gardener, story.grounds.lawn
    _walk(story, gardener, plan, {}, 20, round=_task(story, gardener, plan)["round"])


@on_grounds
def weeks_reported(story: Story) -> None:
    """The head of cleaning and greening submits the week's report of each."""
    for one in Report.objects.filter(submitted_at=None):
        story.fill_in(story.grounds.head, f"/grounds/reports/{one.pk}/", ahead="修剪東區")
