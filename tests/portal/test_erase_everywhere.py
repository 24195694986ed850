"""An owner who has everything erased is found nowhere afterwards: not in staff's notes, in what was sent, in notices or call logs.

Each table of the house is walked for the name and the number.
"""

import json
from io import StringIO

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.urls import reverse

from gensui.cases.actions import follow, intake, plan, result, words
from gensui.cases.models import Case, Draft, Note, PhoneCall, SavedFilter
from gensui.ledger.models import Event
from gensui.ledger.written import check_words
from gensui.notices import actions as notices
from gensui.notices.models import Notice
from gensui.people.acting import Entry
from gensui.people.models import Resident
from gensui.people.secret import digest
from gensui.reports import masking
from gensui.reports.written import WRITTEN
from tests.cases.conftest import Walk
from tests.cast import Cast, minutes
from tests.portal.conftest import ComeIn

pytestmark = pytest.mark.database

NAME, NUMBER = "陳美", "13900000001"
SPELLED = (NAME, json.dumps(NAME)[1:-1], NUMBER, "139 0000 0001", "139-0000-0001", digest("+8613900000001"))


def found_in() -> set[str]:
    """Every table and column in which the name, the number or its digest stands, as the database holds it."""
    found = set()
    with connection.cursor() as cursor:
        for model in apps.get_models():
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(model._meta.db_table)}")
            columns = [column[0] for column in cursor.description or ()]
            for row in cursor.fetchall():
                found |= {
                    f"{model._meta.label}.{name}"
                    for name, value in zip(columns, row, strict=True)
                    if any(one in str(value) for one in SPELLED)
                }
    return found


@pytest.fixture
def spoken_of(walk: Walk, cast: Cast) -> Case:
    """Mei's own request, ended; and a neighbour's, in which everybody speaks of her."""
    own = walk("plan_pending")
    words.send_message(case=own, actor=cast.li, at=minutes(51), text=f"{NAME}女士，師傅下午到。")
    plan.leave_repair(case=own, actor=cast.mei, at=minutes(52), by=NAME, reason=f"{NAME}搬家")
    request = cast.request(
        requester_name="吳剛",
        phone="13900000002",
        unit=cast.wu.household.unit,
        resident=cast.wu,
        content=f"樓上{NAME}家漏水",
    )
    other = intake.take_in(site=cast.site, request=request, actor=cast.li, at=minutes(60))
    note = Entry(note=f"已致電{NAME} 139-0000-0001，也試 +86 139 0000 0001")
    other = follow.hurry_case(case=other, actor=cast.li, at=minutes(61), entry=note)
    follow.correct_note(
        case=other, note=other.notes.get(), text=f"{NAME}不在", reason="聽錯", actor=cast.li, at=minutes(62)
    )
    words.send_message(case=other, actor=cast.li, at=minutes(63), text=f"已聯繫樓上{NAME}。")
    result.cancel_case(case=other, actor=cast.li, at=minutes(64), reason=f"{NAME}自行修好")
    notices.deliver(actor="engine", at=minutes(65))
    Notice.objects.create(
        recipient_key=cast.li.key,
        what="incident",
        stream=other.stream,
        title=f"{NAME}來電",
        text=NUMBER,
        created_at=minutes(65),
    )
    PhoneCall.objects.create(
        key="call:1",
        site=cast.site,
        caller=cast.li,
        phone_digest=digest(f"+86{NUMBER}"),
        phone_tail="0001",
        began_at=minutes(3),
        talked_seconds=30,
    )
    SavedFilter.objects.create(employee=cast.li, name=NAME, query="q=%E9%99%B3%E7%BE%8E&state=working")
    Draft.objects.create(
        employee=cast.lin, fields={"requester_name": NAME, "phone": NUMBER}, begun_at=minutes(1), saved_at=minutes(1)
    )
    return other


def test_nothing_names_her_afterwards_and_the_ledger_is_verifiable(
    spoken_of: Case, cast: Cast, come_in: ComeIn
) -> None:
    before = found_in()
    assert {"cases.Note.text", "cases.Message.text", "notices.Notice.text", "cases.Draft.fields"} <= before
    assert come_in(cast.mei).post(reverse("my_erase"), {"sure": "yes"}).status_code == 302

    assert found_in() == set()
    assert list(check_words(WRITTEN)) == []
    call_command("verify", quiet=True, stdout=StringIO())


def test_words_that_are_changed_afterwards_are_found_all_the_same(spoken_of: Case, cast: Cast, come_in: ComeIn) -> None:
    come_in(cast.mei).post(reverse("my_erase"), {"sure": "yes"})
    assert Event.objects.filter(stream=spoken_of.stream, kind="words.masked").count() > 2
    note = Note.objects.filter(case=spoken_of, text__contains="—").first()
    assert note is not None
    Note.objects.filter(pk=note.pk).update(text="改了")
    Case.objects.filter(pk=spoken_of.pk).update(content="別的事")
    assert len(list(check_words(WRITTEN))) == 2


def test_what_does_not_speak_of_her_stays(spoken_of: Case, cast: Cast, come_in: ComeIn) -> None:
    come_in(cast.mei).post(reverse("my_erase"), {"sure": "yes"})
    spoken_of.refresh_from_db()
    assert (spoken_of.content, spoken_of.requester_name, spoken_of.phone) == ("樓上—家漏水", "吳剛", "+8613900000002")
    assert Resident.objects.get(pk=cast.wu.pk).name == "吳剛"


def test_a_name_that_somebody_else_bears_stays_in_words_about_others(
    spoken_of: Case, cast: Cast, come_in: ComeIn
) -> None:
    Resident.objects.filter(pk=cast.tenant.pk).update(name="陳美玲")
    come_in(cast.mei).post(reverse("my_erase"), {"sure": "yes"})
    spoken_of.refresh_from_db()
    assert spoken_of.content == f"樓上{NAME}家漏水"
    assert not any(NUMBER in one or "0000-0001" in one for one in Note.objects.values_list("text", flat=True))
    assert list(check_words(WRITTEN)) == []


def test_an_open_request_keeps_everything(walk: Walk, cast: Cast, come_in: ComeIn) -> None:
    case = walk("working")
    before = found_in()
    assert come_in(cast.mei).post(reverse("my_erase"), {"sure": "yes"}).status_code == 409
    assert before <= found_in()
    case.refresh_from_db()
    assert case.requester_name == NAME


def test_every_column_with_words_is_swept_or_has_its_reason() -> None:
    """A new table cannot be forgotten: what is not swept is an own name, or the ledger, each with the reason."""
    swept = masking.swept()
    for model in apps.get_models():
        columns = [field for field in model._meta.fields if masking.holds_words(field)]
        if model.__module__.startswith("gensui.") and columns and model not in swept:
            assert masking.NOT_SWEPT.get(model) or masking.KEPT_APPS.get(model._meta.app_label), model
