"""Pages in Chinese name people, papers and limits as people do: no key of the ledger, no word of another language."""

import html
import re
from typing import Any

import pytest
from django.urls import reverse

from gensui.cases.models import Case
from gensui.core.scoring import INDICATORS
from gensui.ledger.models import Obligation
from gensui.oversight.models import Month
from gensui.ui import references
from tests.cast import Cast
from tests.desk.conftest import SignIn
from tests.oversight.counted import november

__all__ = ["november"]
pytestmark = pytest.mark.database

KEYS = re.compile(rf"\b(?:{'|'.join([*references.NOUNS, 'house', 'role'])}):\w")
CODES = frozenset(
    {
        *INDICATORS,
        "PDF",
        "XLSX",
        "CSV",
        "EN",
        "English",
        "NFC",
        "QR",
        "SHA",
        "Esc",
        "gensui",
        "work",
        "Ctrl",
        "Enter",
        "SMS",
    }
)
"""What is no word: indicators, kinds of files, keys of a keyboard, and the command that a page names."""
RAW = re.compile(r"\b[a-z]+(?:_[a-z]+)+\b|\b[a-z]+(?:_[a-z]+)*\.[a-z]+(?:_[a-z]+)*\b(?!\w)|\{[a-z_]+\}|%\([a-z]+\)s")
"""Words with an underscore, kinds of events and messages, and places in a sentence that nothing was put into."""
ADDRESS = re.compile(r"https?://\S+|\S+@\S+")
WORD = re.compile(r"[A-Za-z][A-Za-z_]+")


def read(page: str) -> str:
    """What people see or hear of a page in its language: words that were sent to somebody stay in that person's."""
    page = re.sub(r"<(script|style|code|option)\b.*?</\1>|<!--.*?-->|<q lang=\"\">.*?</q>", " ", page, flags=re.DOTALL)
    heard = " ".join(re.findall(r'(?:aria-label|title|placeholder|alt)="([^"]*)"', page))
    return html.unescape(re.sub(r"<[^>]+>", " ", page) + " " + heard)


def raw(text: str) -> list[str]:
    """Keys of the ledger and words of the code, with what stands around them."""
    text = ADDRESS.sub(" ", text)
    return [text[max(one.start() - 20, 0) : one.end() + 20] for sort in (KEYS, RAW) for one in sort.finditer(text)]


def strange(text: str) -> list[str]:
    found = raw(text)
    text = ADDRESS.sub(" ", text)
    words = [one.group(0) for one in WORD.finditer(text) if one.group(0) not in CODES]
    return found + [word for word in words if not re.fullmatch(r"[A-Z]{1,4}", word)]


def addresses(month: Month) -> list[tuple[str, dict[str, Any]]]:
    case = Case.objects.order_by("pk")[0]
    lapsed = Obligation.objects.filter(stream__startswith="case:", lapsed_at__isnull=False).order_by("pk")[0]
    period = month.period
    return [
        ("assessment", {}), ("assessment_month", {"period": period}), ("reporting", {}), ("policy", {}), ("awards", {}),
        ("assessment_sheet", {"period": period, "number": "M07"}),
        ("assessment_facts", {"period": period, "number": "M07", "indicator": "K06"}),
        ("case", {"number": case.number}), ("clause", {"clause": lapsed.clause}), ("candidates", {}), ("supervision", {}),
        ("amendments", {}), ("sanctions", {}), ("training", {}),
    ]  # fmt: skip


@pytest.mark.parametrize("language", ["zh-hant", "zh-hans", "en"])
def test_no_key_and_no_foreign_word_on_the_pages_of_a_month(
    november: Month, cast: Cast, sign_in: SignIn, language: str
) -> None:
    client = sign_in(cast.hr)
    client.cookies["django_language"] = language
    shown = 0
    for name, words in addresses(november):
        answer = client.get(reverse(name, kwargs=words))
        assert answer.status_code in (200, 403), (name, answer.status_code)
        shown += answer.status_code == 200
        if answer.status_code == 200:
            said = read(answer.content.decode())
            assert (raw(said) if language == "en" else strange(said)) == [], name
    assert shown > 9


def test_a_stream_is_called_by_its_noun_and_number() -> None:
    assert references.reference("case:2026-000944") == "2026-000944"
    assert "F000006" in references.reference("finding:F000006")
    named = [references.reference(f"{kind}:yunqi:2026-11") for kind in references.NOUNS if kind != "case"]
    assert not any(":" in one for one in named)
