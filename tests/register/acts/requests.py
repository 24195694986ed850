"""A request's life: intake, the order, the work, what the owner hears and says."""

from typing import Any

from gensui.desk.field import token_of
from gensui.people.models import Employee
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
        "channel": "visit", "waited": waited, "phone": "13900000001", "requester_name": "陳美", "relation": "owner",
        "home": "3-1-502", "place": "廚房水槽下", "content": "廚房水管滲漏", "category": story.cast.leak, "read_back": True,
    }  # fmt: skip
    li, url = story.cast.li, "/intake/"
    where = story.send(li, url, story.open(li, url).form(having="read_back").filled(**given))
    story.number = where.strip("/").rpartition("/")[2]


@act
def classified(story: Story) -> None:
    """Li finds the category while typing; the form sends it with the order."""


def _taken_down(story: Story, **answers: Any) -> None:
    given: dict[str, Any] = {
        "phone": "13900000001", "requester_name": "陳美", "relation": "owner", "home": "3-1-502", "place": "廚房水槽下",
        "content": "廚房水管滲漏", "category": getattr(story.cast, KINDS[story.memory["kind"]]), "read_back": True,
    }  # fmt: skip
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
        "findings": "角閥滴水", "cause": "墊圈老化", "plan": "更換角閥", "payer": "owner", "explained": "in_person",
        "complexity": "complex" if complex else "general", "eta_at": typed(moment(eta)) if eta else None,
        "item0": story.cast.valve, "quantity0": "1", "item1": story.cast.labour, "quantity1": "1",
    }  # fmt: skip
    story.act(story.cast.chen, "propose_plan", **(given | answers))


@act
def plan_consented(story: Story) -> None:
    """Mei agrees on her own page."""
    story.owner("agree")


@act
def plan_declined(story: Story, text: str = "太貴，換普通的") -> None:
    """Mei declines on her own page."""
    story.owner("decline", text=text)


@act
def work_started(story: Story) -> None:
    """The handler begins."""
    story.act(_handler(story), "start_work")


@act
def completed(story: Story, **answers: Any) -> None:
    """The handler writes the handling record, with a photograph of the place left clean."""
    given: dict[str, Any] = {
        "process": "更換角閥", "result": "fixed", "materials": "角閥 1", "labour_minutes": 40, "tested": True,
        "site_cleaned": True, "photos": photo(),
    }  # fmt: skip
    story.act(_handler(story), "complete_work", **(given | answers))


@act
def reported_to_cs(story: Story, **answers: Any) -> None:
    """The handler sends the record to customer service."""
    story.act(_handler(story), "report_result")


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


# What the owner hears


@act
def progress_told(story: Story) -> None:
    """Li calls Mei and says how it stands."""
    story.act(story.cast.li, "tell_progress", note="配件明天到")


@act
def progress_looked_up(story: Story) -> None:
    """Li finds out how it stands."""
    story.act(story.cast.li, "follow_progress", note="等配件")


@act
def result_told(story: Story, satisfied: bool | None = None, opinion: str = "") -> None:
    """Li calls Mei with the result, and hears whether she is content."""
    story.act(story.cast.li, "tell_result", note="已修好")
    if satisfied is True:
        owner_content(story)
    elif satisfied is False:
        owner_discontent(story, opinion)


@act
def owner_content(story: Story) -> None:
    """Mei says that all is well."""
    story.owner("satisfied")


@act
def owner_discontent(story: Story, opinion: str = "still leaks") -> None:
    """Mei tells Li by telephone what is wrong; Li writes it down."""
    story.act(story.cast.li, "dispute_result", dispute=opinion)


@act
def fed_back_to_dept(story: Story) -> None:
    """Li passes on to the department what Mei objects to."""
    story.act(story.cast.li, "forward_issue", department=story.case.department)


@act
def redo_ordered(story: Story) -> None:
    """The head of the department has it done again."""
    story.act(story.cast.chief, "order_rework")


@act
def explained_to_owner(story: Story, accepted: str = "yes") -> None:
    """The head of the department explains it to Mei, who accepts that."""
    story.act(story.cast.chief, "explain", explanation="墊圈要一天才密合", accepted=accepted)


@act
def return_visit(
    story: Story, channel: str = "phone", satisfied: bool = True, opinion: str = "", stars: str | None = "", person: str | None = "陳美"
) -> None:  # fmt: skip
    """Li makes the return visit, by telephone or in writing."""
    given = stars if stars != "" else "5" if satisfied else "2"
    answers: dict[str, Any] = {
        "method": channel, "visited_person": person, "service_score": given, "result_score": given,
        "outcome": "satisfied" if satisfied else "dissatisfied", "opinion": opinion,
    }  # fmt: skip
    story.act(story.cast.li, "visit_owner", **answers)


@act
def return_call_unanswered(story: Story) -> None:
    """Li calls for the return visit, and nobody answers."""
    story.act(story.cast.li, "attempt_visit", method="phone")
