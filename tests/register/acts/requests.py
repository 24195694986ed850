"""A request's life: intake, the order, the work."""

from typing import Any

from gensui.desk.field import token_of
from gensui.people.models import Duty, Employee
from tests.register.acts.vocabulary import act, photo
from tests.register.story import BEEP, RING, Story, moment, typed

# Intake


KINDS = {"repair": "leak", "burst": "burst", "cleaning": "dirt", "enquiry": "question", "complaint": "complaint"}


@act
def phone_rings(story: Story) -> None:
    """The telephone system offers Mei's call."""
    story.number = story.telephone(event="ringing")["case"]


@act
def phone_answered(story: Story, rings: int = 1) -> None:
    """Li takes the call at its so-manieth ring; it rings every five seconds."""
    phone_rings(story)
    story.go(story.now + (rings - 1) * RING + BEEP)
    story.telephone(event="answered", extension="K02")


@act
def phone_taken(story: Story) -> None:
    """Li takes the call that rings."""
    story.telephone(event="answered", extension="K02")


@act
def caller_hangs_up(story: Story) -> None:
    """Nobody answered, and the caller gave up."""
    story.telephone(event="abandoned")


@act
def called_back(story: Story) -> None:
    """Li calls back who was missed."""
    story.act(story.cast.li, "call_back")


@act
def request_accepted(story: Story, kind: str = "repair") -> None:
    """Mei calls, and Li answers at once: what she asks for is being taken down."""
    story.memory["kind"] = kind
    story.number = story.telephone(event="ringing")["case"]
    story.telephone(event="answered", extension="K02")


@act
def visitor_received(story: Story, waited: str) -> None:
    """An owner comes to the desk, and Li says good day after so many seconds; the form asks how long that was."""
    given: dict[str, Any] = {
        "channel": "visit",
        "waited": waited,
        "phone": "13900000001",
        "requester_name": "陳美",
        "relation": "owner",
        "home": "3-1-502",
        "place": "廚房水槽下",
        "content": "廚房水管滲漏",
        "category": story.cast.leak,
        "read_back": True,
    }
    li, url = story.cast.li, "/intake/"
    where = story.send(li, url, story.open(li, url).form(having="read_back").filled(**given))
    story.number = where.strip("/").rpartition("/")[2]


@act
def classified(story: Story) -> None:
    """Li finds the category while typing; the form sends it with the order."""


def _taken_down(story: Story, **answers: Any) -> None:
    given: dict[str, Any] = {
        "phone": "13900000001",
        "requester_name": "陳美",
        "relation": "owner",
        "home": "3-1-502",
        "place": "廚房水槽下",
        "content": "廚房水管滲漏",
        "category": getattr(story.cast, KINDS[story.memory["kind"]]),
        "read_back": True,
    }
    li, url = story.cast.li, f"/intake/?call={story.number}"
    form = story.open(li, url).form(having="read_back")
    story.send(li, url, form.filled(**(given | answers)))


@act
def assigned(story: Story, **answers: Any) -> None:
    """Li reads back, accepts and sends the order to the department: one form."""
    _taken_down(story, **answers)


@act
def answered_on_the_spot(story: Story, answer: str = "每平方米三元五角") -> None:
    """Li answers the question in the same call."""
    _taken_down(story, answer=answer)


@act
def reported_online(story: Story, matter: str = "REP.WAT.LEAK", content: str = "廚房水管滲漏") -> None:
    """Mei reports on her own page."""
    story.memory["kind"] = "repair"
    mei = story.cast.mei
    where = story.fill_in(mei, "/my/report/", content=content, matter=matter, where="home", place="廚房水槽下")
    story.number = where.strip("/").rpartition("/")[2]


@act
def read_back(story: Story, kind: str = "repair") -> None:
    """Li reads back what came in writing, and sends it to the department."""
    category = getattr(story.cast, KINDS[kind])
    story.act(story.cast.li, "confirm_intake", category=category, read_back=True)


# The order


def _handler(story: Story) -> Any:
    return story.cast.cleaner if story.case.department == "cleaning" else story.cast.chen


@act
def order_accepted(story: Story) -> None:
    """The technician takes the order on the telephone in his pocket."""
    story.act(_handler(story), "accept_order")


@act
def handler_named(story: Story) -> None:
    """The team leader names who does it."""
    story.act(story.cast.zhao, "assign_case", handler=story.cast.chen)


@act
def handler_busy(story: Story) -> None:
    """Whoever could take the order does not."""


@act
def order_given_back(story: Story, reason: str = "不是維修的事") -> None:
    """The team leader gives the order back."""
    story.act(story.cast.zhao, "return_order", reason=reason)


@act
def sent_again(story: Story, department: str = "maintenance") -> None:
    """Li sends an order out that came back."""
    story.act(story.cast.li, "dispatch_case", department=department)


def _accepted(story: Story) -> Any:
    """The handler, who has taken the order first where that was still to do."""
    handler = _handler(story)
    if story.case.state == "dispatched":
        order_accepted(story)
    return handler


@act
def owner_contacted(story: Story) -> None:
    """The handler reaches Mei by telephone; somebody comes at once."""
    story.act(_accepted(story), "contact_owner")


@act
def contacted_earlier(story: Story, happened: str, why: str = "") -> None:
    """The handler enters afterwards that Mei was reached by telephone."""
    story.act(_handler(story), "contact_owner", happened_at=typed(moment(happened)), note=why)


@act
def owner_not_reached(story: Story) -> None:
    """The handler calls in vain."""
    story.act(_accepted(story), "fail_contact", note="無人接聽")


@act
def appointment(story: Story, when: str) -> None:
    """The time that was agreed on."""
    story.act(_handler(story), "set_appointment", appointment_at=typed(moment(when)))


@act
def arrived(story: Story) -> None:
    """The handler scans the code at Mei's door."""
    handler = _accepted(story)
    home = story.cast.mei.household.unit
    url = f"/door/{token_of(home)}/"
    story.send(handler, url, story.open(handler, url).form().filled())


@act
def surveyed_and_planned(story: Story, complex: bool = False, eta: str = "", **answers: Any) -> None:
    """The handler proposes the plan with its prices."""
    given: dict[str, Any] = {
        "findings": "角閥滴水",
        "cause": "墊圈老化",
        "plan": "更換角閥",
        "payer": "owner",
        "explained": "in_person",
        "complexity": "complex" if complex else "general",
        "eta_at": typed(moment(eta)) if eta else None,
        "item0": story.cast.valve,
        "quantity0": "1",
        "item1": story.cast.labour,
        "quantity1": "1",
    }
    story.act(story.cast.chen, "propose_plan", **(given | answers))


@act
def plan_consented(story: Story) -> None:
    """Mei agrees on her own page."""
    story.owner("agree")


@act
def plan_decided(story: Story) -> None:
    """The head of repairs decides a plan that the house pays."""
    story.act(story.cast.chief, "consent_to_plan")


@act
def plan_declined(story: Story, text: str = "太貴，換普通的") -> None:
    """Mei declines on her own page."""
    story.owner("decline", text=text)


@act
def work_started(story: Story) -> None:
    """The handler begins."""
    story.act(_handler(story), "start_work")


@act
def question_asked(story: Story, text: str = "幾點能修好?") -> None:
    """Mei asks on her own page."""
    story.owner("ask", text=text)


@act
def question_answered(story: Story, text: str = "下午三點前") -> None:
    """Li answers her in a call."""
    asked = story.case.messages.filter(purpose="question").latest("pk")
    story.act(story.cast.li, "answer_inquiry", question=asked, text=text, in_a_call=True)


@act
def emergency_start(story: Story) -> None:
    """Danger cannot wait: the team leader lets the work begin."""
    story.act(story.cast.zhao, "start_in_emergency", reason="水直接噴出", photos=photo())


@act
def emergency_start_alone(story: Story) -> None:
    """Danger cannot wait, and nobody who leads repairs is on duty: Chen begins alone."""
    Duty.objects.filter(employee__in=[story.cast.zhao, story.cast.chief]).delete()
    story.act(story.cast.chen, "start_in_emergency", reason="水直接噴出", photos=photo(), word="alone")


@act
def start_confirmed(story: Story) -> None:
    """The head of repairs says that danger did not allow to wait."""
    story.act(story.cast.chief, "confirm_emergency", right="yes", reason="照片看得清楚")


@act
def cost_decided(story: Story, bearer: str = "company") -> None:
    """The head of repairs says who bears the cost of emergency work that was refused."""
    story.act(story.cast.chief, "decide_cost", bearer=bearer, reason="險情在公共立管")


@act
def completed(story: Story, **answers: Any) -> None:
    """The handler writes the handling record, with a photograph of the place left clean."""
    given: dict[str, Any] = {
        "process": "更換角閥",
        "result": "fixed",
        "materials": "生料帶 1",
        "labour_minutes": 40,
        "tested": True,
        "site_cleaned": True,
        "photos": photo(),
    }
    story.act(_handler(story), "complete_work", **(given | answers))


RECORD = {"situation": "process", "materials": "materials", "labour": "labour_minutes", "cost": "cost"}
"""What a handling record tells, and where its form asks for it."""


@act
def reported_to_cs(story: Story, **answers: Any) -> None:
    """The handler sends the record to customer service; what the story says of it is written into it first."""
    handler = _handler(story)
    if answers:
        story.act(handler, "fill_record", **{RECORD[name]: answer for name, answer in answers.items()})
    story.act(handler, "report_result")


@act
def part_needed(story: Story) -> None:
    """The handler says that a part has to be replaced."""
    story.act(_handler(story), "need_parts", reason="軟管也裂了")


@act
def part_replaced(story: Story, **answers: Any) -> None:
    """The handler puts in two valves, where the plan had at most one, and enters them with the end of the work."""
    completed(story, part0=story.cast.valve, used0="2", **answers)


@act
def work_paused(story: Story, reason: str, until: str = "") -> None:
    """The handler stops, for a reason of the list."""
    missing = "角閥" if reason == "parts" else ""
    day = typed(moment(until)) if until else ""
    story.act(_handler(story), "pause_work", reason=reason, missing=missing, until=day)


@act
def work_resumed(story: Story) -> None:
    """The handler goes on."""
    story.act(_handler(story), "resume_work")


@act
def made_complex(story: Story, eta: str) -> None:
    """The head makes it a complex repair, with the time that the owner is told."""
    given = {"complexity": "complex", "eta_at": typed(moment(eta)), "reason": "角閥後天到貨"}
    story.act(story.cast.chief, "reclassify_case", **given)


@act
def pause_reviewed(story: Story) -> None:
    """The head of the department looks at the wait, and lets it last."""
    story.act(story.cast.chief, "review_pause")


@act
def problem_met(story: Story) -> None:
    """The handler asks the head for help."""
    story.act(_handler(story), "meet_problem", note="要關總閥")


@act
def coordination_asked(story: Story) -> None:
    """The head of maintenance needs another department."""
    story.act(story.cast.chief, "request_coordination", department="security", matter="要封路")


def _answer_coordination(story: Story, person: Employee, verb: str, **answers: Any) -> None:
    """Answer the first request for help that the form offers this person."""
    page = story.open(person, f"/cases/{story.number}/{verb}/")
    form = page.form()
    waiting = form.fields["coordination"].choices[0]
    story.send(person, page.url, form.filled(coordination=waiting, **answers))


@act
def coordination_done(story: Story) -> None:
    """The head of security agrees who does what."""
    _answer_coordination(story, story.head_of("security"), "agree_coordination", decision="保安下午兩點封路")


@act
def coordination_refused(story: Story) -> None:
    """The head of security cannot help, and says why."""
    _answer_coordination(story, story.head_of("security"), "refuse_coordination", reason="人手都在東門")


@act
def coordination_decided(story: Story) -> None:
    """The administration manager decides what the departments could not agree."""
    _answer_coordination(story, story.cast.qin, "decide_coordination", decision="安保派一人")
