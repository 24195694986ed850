"""The month's assessment, what owners think, stars and ideas."""

from datetime import timedelta

from gensui.oversight.models import Award, Idea, Month, Survey
from gensui.oversight.sheet_access import HEADS
from gensui.oversight.sheet_queries import unconfirmed
from gensui.people.models import Employee
from tests.register.acts.vocabulary import act
from tests.register.story import Refused, Story, typed

# The month


@act
def month_counted(story: Story, period: str = "2026-11") -> None:
    """The personnel office has a month counted; the worker does it, and the office looks what came of it."""
    story.fill_in(story.cast.hr, "/assessment/", form="/draft/", period=period)
    story.go(story.now)
    page = story.open(story.cast.hr, "/assessment/")
    if page.alerts:
        raise Refused(page.url, 200, page.alerts)


@act
def month_confirmed(story: Story, period: str = "2026-11") -> None:
    """Nobody has anything to object; the heads stand by the sheets of their people, Qin by the month."""
    month = Month.objects.get(first_on=f"{period}-01", site=story.cast.site)
    for sheet in month.sheets.select_related("employee__user").order_by("pk"):
        story.fill_in(sheet.employee, f"/assessment/{period}/{sheet.employee.number}/", form="/accept/")
    heads = Employee.objects.filter(role__in=HEADS, department__site=story.cast.site).select_related("department")
    of = {head.department.kind: head for head in heads}
    for sheet in unconfirmed(month, story.now).select_related("employee").order_by("pk"):
        story.fill_in(of[sheet.department], f"/assessment/{period}/{sheet.employee.number}/", form="/confirm/")
    story.fill_in(story.cast.qin, f"/assessment/{period}/", form="/confirm/")


@act
def month_published(story: Story, period: str = "2026-11") -> None:
    """The general manager stands by Qin's own sheet, and publishes the month: everybody has the own sheet."""
    gm, qin = story.cast.gm, story.cast.qin
    story.fill_in(gm, f"/assessment/{period}/{qin.number}/", form="/confirm/")
    story.fill_in(gm, f"/assessment/{period}/", form="/publish/")


@act
def sheets_read(story: Story, period: str = "2026-11") -> None:
    """Everybody signs to have read the own sheet."""
    month = Month.objects.get(first_on=f"{period}-01", site=story.cast.site)
    for sheet in month.sheets.select_related("employee__user").order_by("pk"):
        story.fill_in(sheet.employee, f"/assessment/{period}/{sheet.employee.number}/", form="/acknowledge/")


@act
def rated(story: Story, stars: str = "1") -> None:
    """Mei gives stars on her own page."""
    story.owner("rate", stars=stars)


@act
def talked(story: Story) -> None:
    """Chen's head and Li's each talk with them about what owners say."""
    for head, number in ((story.cast.chief, "M07"), (story.cast.head, "K02")):
        story.fill_in(head, f"/recognition/candidates/{number}/talk/", act="talk", words="業主兩次給了一星，談了原因。")


# What owners think


@act
def survey_opened(story: Story, days: str = "20") -> None:
    """Qin asks the owners for so many days."""
    until = typed(story.now + timedelta(days=int(days)))
    story.fill_in(story.cast.qin, "/supervision/surveys/", until=until)


@act
def survey_answered(story: Story) -> None:
    """Mei says what she thinks."""
    story.fill_in(story.cast.mei, "/my/survey/", maintenance="4", security="5")


@act
def survey_closed(story: Story) -> None:
    """Qin closes it."""
    story.fill_in(story.cast.qin, "/supervision/surveys/", form=f"/{Survey.objects.latest('pk').pk}/close/")


# Stars and ideas


@act
def star_nominated(story: Story, number: str = "") -> None:
    """Qin puts forward who leads the list of November, or whoever has this number."""
    url, named = "/recognition/awards/?month=2026-11", {"number": number} if number else {}
    story.fill_in(story.cast.qin, url, form="/nominate/star/?month=2026-11", reason="零逾時", **named)


def _award(story: Story, act: str) -> None:
    story.fill_in(story.cast.gm, f"/recognition/awards/{Award.objects.latest('pk').number}/", form=f"/{act}/")


@act
def star_decided(story: Story) -> None:
    """The general manager decides."""
    _award(story, "decide")


@act
def star_given(story: Story) -> None:
    """The certificate is handed over, and the bonus goes to the payroll."""
    _award(story, "give")


@act
def idea_submitted(story: Story, effect: str | None = "efficiency") -> None:
    """Chen proposes something."""
    story.fill_in(
        story.cast.chen, "/recognition/ideas/new/", title="備件車", proposal="常用備件隨車帶。", effect=effect
    )


@act
def idea_answered(story: Story) -> None:
    """Qin answers it."""
    url = f"/recognition/ideas/{Idea.objects.latest('pk').number}/"
    story.fill_in(story.cast.qin, url, act="decline", answer="車位不夠，明年再議。")
