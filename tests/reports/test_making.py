"""A report is asked for, made once by the worker, kept, found again, tried again and erased."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from typing import Any

import pypdfium2
import pytest
from django.core.management import call_command
from django.db import connection

from gensui.ledger.models import Event
from gensui.people.access import NotYours
from gensui.people.acting import SYSTEM
from gensui.reports import access, facts, figures, paper
from gensui.reports.actions import asking, making
from gensui.reports.actions.making import LEASE
from gensui.reports.models import Report
from gensui.reports.refusals import MonthNotBegun, StillWaits
from gensui.ui.pdf import NoPdf, pdf
from tests.cases.conftest import Walk
from tests.cast import Cast
from tests.reports.conftest import DECEMBER

pytestmark = pytest.mark.database
NOVEMBER = date(2026, 11, 1)


@pytest.fixture(autouse=True)
def _files(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


def ask(cast: Cast, kind: str = "month", **words: Any) -> Report:
    given = {"site": cast.site, "month": NOVEMBER, "language": "en", "actor": cast.gm, "at": DECEMBER} | words
    return asking.ask_for_month(kind=kind, **given)  # type: ignore[arg-type]


def text_of(report: Report) -> str:
    with report.file.open("rb") as file:
        return "".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(file.read()))


def over_the_margin(report: Report) -> list[int]:
    """The pages on which words stand further right than the margin of 20 mm."""
    with report.file.open("rb") as file:
        pages = list(pypdfium2.PdfDocument(file.read()))
    words = [page.get_textpage() for page in pages]
    ends = [max((one.get_rect(place)[2] for place in range(one.count_rects())), default=0) for one in words]
    return [
        number for number, (page, end) in enumerate(zip(pages, ends, strict=True), 1) if end > page.get_width() - 55
    ]


def test_made_in_each_language_and_found_again(november: Cast) -> None:
    words = {"en": "promises were kept in time", "zh-hant": "準時兌現", "zh-hans": "准时兑现"}
    for language, said in words.items():
        asked = ask(november, language=language)
        assert (asked.state, asked.progress) == ("queued", 0)
        assert making.make_next(actor=SYSTEM, at=DECEMBER)
        asked.refresh_from_db()
        assert (asked.state, asked.progress, asked.made_at, asked.leased_until) == ("done", 100, DECEMBER, None)
        assert said in text_of(asked)
        assert over_the_margin(asked) == []
        assert asked.digest in text_of(asked).replace("\r\n", "")
    assert not making.make_next(actor=SYSTEM, at=DECEMBER)
    assert set(access.visible_reports(november.gm)) == set(Report.objects.all())


def test_the_one_page_is_one_page(november: Cast) -> None:
    asked = ask(november, "brief")
    making.make_next(actor=SYSTEM, at=DECEMBER)
    asked.refresh_from_db()
    with asked.file.open("rb") as file:
        assert len(pypdfium2.PdfDocument(file.read())) == 1
    assert "2026-10" in text_of(asked)  # the month before


@pytest.mark.parametrize("more", [0, 18])
def test_what_is_to_be_decided_never_falls_off_the_one_page(november: Cast, more: int) -> None:
    counted = figures.count(facts.Month(november.site, NOVEMBER), DECEMBER)
    shown = paper.brief(counted, november.site)
    shown["decisions"] = [*shown["decisions"], *[("Something waits for a decision", "came")] * more]
    made = pypdfium2.PdfDocument(pdf("reports/brief_pdf.html", shown, "en", paper.SIZES))
    said = made[0].get_textpage().get_text_range()
    assert (len(made), said.count("Something waits")) == (1, more)


def test_the_same_asked_for_while_it_waits_is_the_same(november: Cast) -> None:
    assert ask(november) == ask(november, actor=november.qin) != ask(november, language="zh-hans")
    making.make_next(actor=SYSTEM, at=DECEMBER)
    assert ask(november).pk > 2


def test_who_may_not_ask_is_refused(november: Cast) -> None:
    for who in (november.li, november.chen, november.guard, november.operator, november.stranger):
        with pytest.raises(NotYours):
            ask(november, actor=who)
    with pytest.raises(NotYours):
        ask(november, "brief", actor=november.head)
    with pytest.raises(MonthNotBegun):
        ask(november, month=date(2027, 1, 1))
    assert not Report.objects.exists()
    assert list(access.visible_reports(november.li)) == []


def test_a_worker_that_was_killed_loses_the_report_to_another(november: Cast) -> None:
    asked = ask(november)
    taken = making._lease(DECEMBER)  # and then the power fails
    assert taken == asked
    assert not making.make_next(actor=SYSTEM, at=DECEMBER + LEASE - timedelta(seconds=1))

    assert making.make_next(actor=SYSTEM, at=DECEMBER + LEASE)
    asked.refresh_from_db()
    made = asked.file.name
    assert (asked.state, asked.tries) == ("done", 2)

    with pytest.raises(making.Taken):  # it was not dead, only slow
        making._make(taken, DECEMBER + LEASE)
    asked.refresh_from_db()
    assert asked.file.name == made


def test_after_three_workers_broke_off_nobody_tries_any_more(november: Cast) -> None:
    asked = ask(november)
    for times in range(making.MOST_TRIES):
        assert making._lease(DECEMBER + times * LEASE) == asked
    assert not making.make_next(actor=SYSTEM, at=DECEMBER + 3 * LEASE)
    asked.refresh_from_db()
    assert (asked.state, asked.trouble) == ("failed", "gave_up")


def test_what_could_not_be_made_says_why_and_is_tried_again(november: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = ask(november)
    with pytest.raises(StillWaits):
        asking.try_again(report=asked, actor=november.gm, at=DECEMBER)
    for fault, trouble in ((NoPdf(), "no_pdf"), (ValueError("x"), "broken")):

        def fails(*_given: Any, fault: Exception = fault) -> bytes:
            raise fault

        monkeypatch.setattr(paper, "of_month", fails)
        making.make_next(actor=SYSTEM, at=DECEMBER)
        asked.refresh_from_db()
        assert (asked.state, asked.trouble, bool(asked.get_trouble_display())) == ("failed", trouble, True)
        with pytest.raises(NotYours):
            asking.try_again(report=asked, actor=november.li, at=DECEMBER)
        asking.try_again(report=asked, actor=november.gm, at=DECEMBER)
    monkeypatch.undo()
    making.make_next(actor=SYSTEM, at=DECEMBER)
    asked.refresh_from_db()
    assert asked.state == "done"


def test_old_ones_are_erased_with_their_files(november: Cast, walk: Walk) -> None:
    case = walk("dispatched")
    pack = asking.ask_for_case(case=case, language="en", actor=november.li, at=DECEMBER)
    month = ask(november)
    while making.make_next(actor=SYSTEM, at=DECEMBER):
        pass
    pack.refresh_from_db()
    kept = pack.file.path
    assert asking.erase_old_reports(actor=SYSTEM, at=DECEMBER + timedelta(days=90)) == 0
    assert asking.erase_old_reports(actor=SYSTEM, at=DECEMBER + timedelta(days=91)) == 1
    assert list(Report.objects.all()) == [month]
    with pytest.raises(FileNotFoundError):
        open(kept).close()


def test_the_worker_makes_what_waits(november: Cast) -> None:
    asked = ask(november, "brief")
    call_command("work", once=True)
    asked.refresh_from_db()
    assert asked.state == "done"


def test_that_a_case_was_handed_out_is_on_its_record(november: Cast, walk: Walk) -> None:
    case = walk("working")
    asked = asking.ask_for_case(case=case, language="en", actor=november.li, at=DECEMBER)
    assert asking.ask_for_case(case=case, language="en", actor=november.head, at=DECEMBER) == asked
    assert (
        Event.objects.filter(stream=case.stream, kind="case.exported").values_list("actor", flat=True).get()
        == "staff:K02"
    )
    for who in (november.chen, november.guard, november.stranger, november.operator):
        with pytest.raises(NotYours):
            asking.ask_for_case(case=case, language="en", actor=who, at=DECEMBER)
    assert asked not in access.visible_reports(november.stranger)
    assert asked not in access.visible_reports(november.chen)
    assert asked in access.visible_reports(november.chief)


@pytest.mark.django_db(transaction=True)
def test_two_workers_make_it_once(november: Cast) -> None:
    asked = ask(november)

    def work(_number: int) -> bool:
        try:
            return making.make_next(actor=SYSTEM, at=DECEMBER)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        made = list(pool.map(work, range(2)))
    asked.refresh_from_db()
    assert (sorted(made), asked.state, asked.tries) == ([False, True], "done", 1)
