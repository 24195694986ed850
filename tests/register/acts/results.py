"""A request's life from its result on: what the owner hears and says, who follows it, the return visit and what comes of it."""

from typing import Any

from gensui.oversight.models import Rectification
from tests.register.acts import requests
from tests.register.acts.vocabulary import act
from tests.register.story import Story

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
def result_told(story: Story, satisfied: bool | None = None, opinion: str = "", asked: bool = True) -> None:
    """Li calls Mei with the result, asks whether it satisfies, and hears whether she is content."""
    story.act(story.cast.li, "tell_result", note="已修好", asked=asked)
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
    story.act(story.cast.li, "forward_issue", department=story.case.department, issue_kind="suggestion")


@act
def redo_ordered(story: Story) -> None:
    """The head of the department has it done again."""
    story.act(story.cast.chief, "order_rework")


@act
def explained_to_owner(story: Story, accepted: str = "yes") -> None:
    """The head of the department explains it to Mei, who accepts that."""
    story.act(
        story.cast.chief, "explain", explanation="墊圈要一天才密合", accepted=accepted, spoken_to="陳美", said="聽到了"
    )


@act
def return_visit(
    story: Story,
    channel: str = "phone",
    satisfied: bool = True,
    opinion: str = "",
    stars: str | None = "",
    person: str | None = "陳美",
    **more: Any,
) -> None:
    """Li makes the return visit, by telephone or in writing."""
    given = stars if stars != "" else "5" if satisfied else "2"
    answers: dict[str, Any] = {
        "method": channel,
        "visited_person": person,
        "service_score": given,
        "result_score": given,
        "outcome": "satisfied" if satisfied else "dissatisfied",
        "opinion": opinion or ("都好" if satisfied and "issue" not in more else ""),
        "issue_kind": "suggestion" if "issue" in more else None,
    }
    story.act(story.cast.li, "visit_owner", **(answers | more))


@act
def return_call_unanswered(story: Story, channel: str = "phone") -> None:
    """Li calls for the return visit, or writes, and nobody answers."""
    if channel != "phone":
        story.act(story.cast.li, "send_message", purpose="chat", text="我們打過電話，請問都好嗎？")
        story.go(story.now)  # the worker sends it
    story.act(story.cast.li, "attempt_visit", method=channel)


@act
def visit_given_up(story: Story) -> None:
    """Li ends the return visit as unreachable."""
    story.act(story.cast.li, "give_up_visit")


# What the visit brings up, and what keeps coming up


@act
def issue_answered(story: Story) -> None:
    """The head of maintenance answers what the return visit brought up."""
    notice = Rectification.objects.get(about__startswith=f"issue:{story.number}/")
    page = f"/supervision/rectifications/{notice.number}/"
    story.fill_in(story.cast.chief, page, form="/reply/", cause="墊圈尺寸不合", measures="換料並複查")


@act
def pattern_reported(story: Story) -> None:
    """The head of customer service tells superiors what keeps coming up, and what is to be done."""
    story.fill_in(story.cast.head, "/supervision/patterns/", form="/report/", measures="整棟換閥")


# Who follows it


@act
def follower_left(story: Story) -> None:
    """Li's employment ends, and nobody is named yet for what she followed."""
    story.fill_in(story.cast.hr, f"/personnel/{story.cast.li.number}/", sure=True)


@act
def follower_named(story: Story, who: str = "lin") -> None:
    """Whoever leads the desk names who follows it from now on."""
    leads = story.cast.qin if who == "qin" else story.cast.head
    story.act(leads, "name_follower", follower=getattr(story.cast, who))


@act
def nobody_acts(story: Story) -> None:
    """Time passes, and the worker looks."""


# Done again


@act
def head_called(story: Story, who: str = "chief") -> None:
    """The head of the department calls Mei."""
    story.act(getattr(story.cast, who), "tell_progress", note="我親自跟進")


@act
def done_again(story: Story) -> None:
    """All of another round in one go, up to Mei's objection to its result."""
    requests.owner_contacted(story)
    requests.arrived(story)
    requests.surveyed_and_planned(story)
    requests.plan_consented(story)
    requests.work_started(story)
    requests.completed(story)
    requests.reported_to_cs(story)
    result_told(story)
    owner_discontent(story)
