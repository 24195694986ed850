"""Papers and workbooks, in each language, name people, papers and steps as people do: what is handed over says no key of the ledger."""

import io
import re
from datetime import timedelta
from typing import Any

import pypdfium2
import pytest
import time_machine
from django.urls import reverse
from openpyxl import load_workbook

from gensui.cases.actions import words
from gensui.ledger import due
from gensui.people.acting import SYSTEM
from gensui.people.models import User
from gensui.reports.actions import asking, making
from gensui.reports.models import Report
from tests.cases.conftest import Walk
from tests.cast import Cast, minutes
from tests.desk.conftest import SignIn
from tests.desk.test_words_people_read import raw, strange
from tests.oversight.counted import AFTER, NOVEMBER
from tests.oversight.filed import FILE_AT, Open, opened

__all__ = ["opened"]
pytestmark = pytest.mark.database
LANGUAGES = ("zh-hant", "zh-hans", "en")
DIGEST = re.compile(r"\b[0-9a-f]{8,}…?")
HEX = re.compile(r"[a-f]{1,7}")
"""A piece of a digest, where a narrow column breaks it."""


@pytest.fixture(autouse=True)
def _files(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


def printed(made: bytes) -> str:
    document = pypdfium2.PdfDocument(made)
    return " ".join(page.get_textpage().get_text_range().replace("\r\n", " ") for page in document)


def written(made: bytes) -> str:
    book = load_workbook(io.BytesIO(made))
    cells = [cell for sheet in book.worksheets for row in sheet.iter_rows(values_only=True) for cell in row]
    return " ".join([*book.sheetnames, *(str(cell) for cell in cells if cell is not None)])


def wrong(said: str, language: str) -> list[str]:
    """Raw words; of a paper in Chinese, words of English too."""
    said = DIGEST.sub(" ", said)
    found = set(raw(said) if language == "en" else strange(said))
    return sorted(one for one in found if not HEX.fullmatch(one))


def everybody_reads(language: str) -> None:
    User.objects.update(language=language)


def made(report: Report) -> bytes:
    making.make_next(actor=SYSTEM, at=AFTER)
    report.refresh_from_db()
    assert report.state == "done", report.trouble
    with report.file.open("rb") as file:
        content: bytes = file.read()
    return content


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pack_of_a_case(walk: Walk, cast: Cast, language: str) -> None:
    case = walk("told")
    words.send_message(case=case, text="配件明天到", purpose="progress", actor=cast.li, at=minutes(60))
    due.sweep(at=minutes(60 * 40))
    asked = asking.ask_for_case(case=case, language=language, actor=cast.li, at=AFTER)
    assert wrong(printed(made(asked)), language) == []


@pytest.mark.parametrize("kind", ["month", "brief"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_report_of_a_month(walk: Walk, cast: Cast, sign_in: SignIn, language: str, kind: str) -> None:
    walk("told")
    walk("assigned")
    due.sweep(at=minutes(60 * 40))
    asked = asking.ask_for_month(site=cast.site, kind=kind, month=NOVEMBER, language=language, actor=cast.gm, at=AFTER)
    assert wrong(printed(made(asked)), language) == []
    with time_machine.travel(AFTER + timedelta(hours=1), tick=False):
        answer = sign_in(cast.gm).get(reverse("reporting_sheet", args=[asked.pk]))
    if answer.status_code == 200:
        assert wrong(written(content(answer)), language) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_papers_of_a_file(cast: Cast, opened: Open, sign_in: SignIn, language: str) -> None:
    found = opened("appealed")
    everybody_reads(language)
    with time_machine.travel(FILE_AT + timedelta(days=1), tick=False):
        client = sign_in(cast.hr)
        for paper in ("invitation", "notice"):
            said = client.get(reverse("sanction_paper", args=[found.number, paper])).content
            assert wrong(printed(said), language) == [], paper


def content(answer: Any) -> bytes:
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_workbooks(walk: Walk, cast: Cast, sign_in: SignIn, language: str) -> None:
    walk("told")
    walk("assigned")
    due.sweep(at=minutes(60 * 40))
    everybody_reads(language)
    with time_machine.travel(AFTER, tick=False):
        client = sign_in(cast.hr)
        client.cookies["django_language"] = language
        for name in ("case_export", "training_export"):
            answer = client.get(reverse(name))
            assert answer.status_code == 200, name
            assert wrong(written(content(answer)), language) == [], name


@pytest.mark.parametrize("language", ["zh-Hant", "zh-Hans", "en"])
def test_the_booklet_of_the_policy(cast: Cast, sign_in: SignIn, language: str) -> None:
    said = printed(sign_in(cast.hr).get(reverse("policy_booklet", args=[language])).content)
    assert wrong(said, language.lower()) == []
