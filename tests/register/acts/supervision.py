"""Supervision, complaints, sanctions and appeals."""

from datetime import timedelta
from typing import Any

from gensui.cases.models import Case
from gensui.ledger import policies
from gensui.oversight.models import Inspection, Rectification, Sanction
from gensui.people.models import Employee
from gensui.security.models import Incident
from tests.register.acts.vocabulary import act, photo
from tests.register.pages import NotOffered
from tests.register.story import Story

# The team, inspections, and what they find


@act
def team_appointed(story: Story, without: str = "") -> None:
    """The general manager appoints the supervision team by a document; ``without`` leaves out a head, by staff number."""
    gm, url = story.cast.gm, "/supervision/team/"
    sent = story.open(gm, url).form(having="document").filled(document="雲棲〔2026〕12 號")
    left_out = str(Employee.objects.get(number=without).pk) if without else ""
    story.send(gm, url, sent | {"members": [one for one in sent["members"] if one != left_out]})


@act
def spot_check_called(story: Story) -> None:
    """Qin calls a look at what customer service closed in the last days."""
    story.fill_in(story.cast.qin, "/supervision/", department="customer_service")


@act
def inspection_held(story: Story, kind: str = "weekly", finding: str = "") -> None:
    """Qin draws the sample, judges every record and signs; a ``finding`` is so grave, and is that of the first record's first line."""
    held = Inspection.objects.filter(
        site=story.cast.site, department="customer_service", kind=kind, done_at=None
    ).earliest("pk")
    url = f"/supervision/inspections/{held.number}/"
    story.fill_in(story.cast.qin, url, form="/draw/")
    for place in held.items.order_by("place").values_list("place", flat=True):
        _judge(story, f"{url}{place}/look/", finding)
        finding = ""
    story.fill_in(story.cast.qin, url, form="/sign/", summary="受理記錄大致完整")
    story.number = ""  # from here on the story is about the inspection, and no longer about a request that it looked at


def _judge(story: Story, url: str, finding: str) -> None:
    qin, form = story.cast.qin, story.open(story.cast.qin, url).form()
    lines = [name.removesuffix("-verdict") for name in form.fields if name.endswith("-verdict")]
    answers = {f"{line}-verdict": "pass" for line in lines}
    if finding:
        answers |= {
            f"{lines[0]}-verdict": "fail",
            f"{lines[0]}-severity": finding,
            f"{lines[0]}-note": "沒有記下方便的時間",
        }
    story.send(qin, url, form.filled(**answers))


def _mend(story: Story, who: Employee, verb: str, **answers: Any) -> None:
    number = Rectification.objects.latest("pk").number
    story.fill_in(who, f"/supervision/rectifications/{number}/", form=f"/{verb}/", **answers)


@act
def notice_issued(story: Story) -> None:
    """Qin tells the department what is to be put right."""
    _mend(story, story.cast.qin, "issue")


@act
def notice_answered(story: Story) -> None:
    """The head of customer service answers why it was so, and what was done."""
    _mend(story, story.cast.head, "reply", cause="新人不熟", measures="受理表加一欄")


@act
def notice_verified(story: Story) -> None:
    """Qin looks again: it is put right."""
    _mend(story, story.cast.qin, "verify", passed="yes")


# Complaints


@act
def complained(story: Story) -> None:
    """Mei complains about her request on its page; the story goes on with the complaint."""
    story.owner("complain", text="師傅態度惡劣", remedy="道歉")
    story.number = Case.objects.filter(request_type="complaint").latest("pk").number


@act
def complaint_acknowledged(story: Story) -> None:
    """Qin tells Mei that it is being looked into."""
    story.act(story.cast.qin, "acknowledge_complaint")


@act
def complaint_planned(story: Story) -> None:
    """Qin says whom it is about and who looks into it: the head of security."""
    answers = {"severity": "general", "investigator": story.head_of("security"), "plan": "聽錄音，問兩邊"}
    story.act(story.cast.qin, "assess_complaint", **answers)


@act
def complaint_investigated(story: Story) -> None:
    """The head of security writes down what was found."""
    story.act(story.head_of("security"), "note_investigation", facts="確有爭執")


@act
def complaint_decided(story: Story) -> None:
    """Qin decides."""
    story.act(
        story.cast.qin,
        "decide_complaint",
        facts="確有爭執",
        statement="我說話是急了些",
        valid="valid",
        decision="道歉並培訓",
        prevention="",
    )


@act
def complainant_told(story: Story) -> None:
    """Qin calls Mei with the decision."""
    story.act(story.cast.qin, "tell_complainant", note="已致歉", asked=True)


@act
def crime_suspected(story: Story) -> None:
    """The guard sees that the fire was laid."""
    story.fill_in(story.cast.guard, f"/incidents/{Incident.objects.latest('pk').number}/", form="/suspect/")


@act
def police_told(story: Story) -> None:
    """The guard calls the police, and notes it."""
    found = Incident.objects.latest("pk")
    row = str(found.notices.get(call="110").pk)
    page = story.open(story.cast.guard, f"/incidents/{found.number}/")
    form = next((one for one in page.forms if one.action.endswith("/told/") and row in one.fields["row"].values), None)
    if form is None:
        raise NotOffered(f"{page.url} does not ask whether the police were told")
    story.send(story.cast.guard, form.action, form.filled())


# Sanctions


@act
def wage_noted(story: Story, wage: int | str = 5000) -> None:
    """Human resources notes under which terms Chen works, and what the least wage of the city is."""
    hr, url = story.cast.hr, "/recognition/pay/"
    terms: dict[str, Any] = {
        "number": "M07",
        "since_on": "2026-01-01",
        "compensation_clause": True,
        "city": "上海",
        "wage": wage,
    }
    story.fill_in(hr, url, form="/terms/", **terms)
    story.fill_in(hr, url, form="/minimums/", lines="上海, 2026-01-01, 2740, 滬人社規〔2025〕")


@act
def file_opened(story: Story, severity: str = "minor", loss: str = "", **answers: Any) -> None:
    """Chen's head opens a file on him, and Chen is asked for his side."""
    given: dict[str, Any] = {
        "clause": policies.meant("contacted")[0],
        "severity": severity,
        "facts": "兩單逾時，未說明原因",
        "loss": loss,
        "evidence": "維修發票" if loss else "工單時間線",
    }
    story.fill_in(story.cast.chief, "/recognition/candidates/M07/file/", **(given | answers))


def _file(story: Story, who: Employee, verb: str, **answers: Any) -> None:
    story.fill_in(who, f"/recognition/files/{Sanction.objects.latest('pk').number}/", form=f"/{verb}/", **answers)


@act
def statement_given(story: Story) -> None:
    """Chen writes his side, and that this is all."""
    _file(story, story.cast.chen, "give_statement", text="當天同時有兩處爆管", all_said=True)


@act
def silence_noted(story: Story) -> None:
    """Human resources notes that Chen wrote nothing; before the term ends the page offers it to nobody, and an old page may."""
    number = Sanction.objects.latest("pk").number
    story.send(story.cast.hr, f"/recognition/files/{number}/note_silence/", {"once": f"silence:{story.now:%d%H%M%S}"})


@act
def sanction_decided(story: Story, kind: str = "warning", **answers: Any) -> None:
    """Whom the ladder names decides: Chen's head a warning, Qin what is next, the general manager a dismissal."""
    decides = {"warning": story.cast.chief, "dismissal": story.cast.gm}.get(kind, story.cast.qin)
    _file(story, decides, "decide_sanction", kind=kind, reasons="有記錄可查", **answers)


@act
def sanction_signed(story: Story) -> None:
    """The second signs, and the sanction is issued: Qin a warning, human resources what is above."""
    warning = Sanction.objects.latest("pk").kind == "warning"
    _file(story, story.cast.qin if warning else story.cast.hr, "countersign")


@act
def sanction_received(story: Story) -> None:
    """Chen takes the notice on his own page."""
    _file(story, story.cast.chen, "acknowledge_sanction", read=True)


@act
def sanction_handed_over(story: Story, signature: str = "refused", shown: bool = True) -> None:
    """Human resources notes how Chen took the notice on paper, with a picture of it, before Li."""
    paper = {"paper": photo()} if shown else {}
    _file(story, story.cast.hr, "hand_over_notice", signature=signature, witness=story.cast.li, **paper)


@act
def handing_witnessed(story: Story) -> None:
    """Li, who saw it, says so on her own page."""
    story.fill_in(story.cast.li, "/recognition/mine/", form="/saw/")


@act
def self_criticism(story: Story) -> None:
    """Chen hands in what he has to say of his own part."""
    _file(story, story.cast.chen, "submit_self_criticism", text="下次先打電話說明")


@act
def put_right(story: Story) -> None:
    """Chen writes what he put right, and his head looked at it."""
    _file(story, story.cast.chen, "report_put_right", text="之後兩單都先打電話說明")
    _file(story, story.cast.chief, "verify_rectification", words="看了之後兩單的通話記錄")


@act
def appealed(story: Story) -> None:
    """Chen appeals."""
    _file(story, story.cast.chen, "file_appeal", grounds="fact", statement="爆管優先，已報告班長")


@act
def appeal_decided(story: Story, decision: str = "rejected") -> None:
    """The general manager, who had no part in it, decides."""
    _file(
        story,
        story.cast.gm,
        "decide_appeal",
        decision=decision,
        hearing="本人再次說明",
        reasons="班長沒有接到報告，值班記錄與照片均已核對",
    )


@act
def deducted(story: Story) -> None:
    """Human resources has the deductions made of the month that is over."""
    month = f"{story.local.replace(day=1) - timedelta(days=1):%Y-%m}"
    story.fill_in(story.cast.hr, "/recognition/pay/", form=f"/deduct/?month={month}")


@act
def contract_ended(story: Story) -> None:
    """Human resources carries out the dismissal."""
    _file(story, story.cast.hr, "end_contract")


@act
def time_passes(story: Story) -> None:
    """Nobody does anything, and the worker looks at what is due."""


# Acts of the scenarios


@act
def fine(story: Story, wage: int, amount: int) -> None:
    """Chen is fined so many yuan, of a wage of so many: a second person signs, and it goes into the payroll."""
    wage_noted(story, wage)
    file_opened(story, severity="major")
    statement_given(story)
    sanction_decided(story, kind="fine", claim=amount, basis="公司制度")


@act
def warning(story: Story, deadline: str) -> None:
    """Chen is warned. By when his self-criticism is due follows from the policy; the ``deadline`` of the story is no sooner."""
    file_opened(story)
    statement_given(story)
    sanction_decided(story)
    sanction_signed(story)
    sanction_received(story)
