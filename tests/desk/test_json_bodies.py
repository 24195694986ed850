"""What a script or a program sends as its body: whatever is wrong with it, the answer says so and is no fault of ours."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from gensui.people.actions import tokens
from tests.cast import Cast
from tests.desk.conftest import SignIn

pytestmark = pytest.mark.database
KEY = "a long secret between machines"
JSON = "application/json"
DEEP = "[" * 100_000 + "]" * 100_000
WRONG: list[tuple[str, Any, str]] = [
    ("nothing", "", JSON),
    ("no JSON", "{", JSON),
    ("not UTF-8", b'{"a": "\xff"}', JSON),
    ("a list", "[]", JSON),
    ("a number", "7", JSON),
    ("nested deep", DEEP, JSON),
    ("nested deep inside", '{"entries": ' + DEEP + "}", JSON),
    ("a long number", '{"n": ' + "9" * 5000 + "}", JSON),
    ("a form", "entries=1&device=2", "application/x-www-form-urlencoded"),
    ("another kind", "<a/>", "text/xml"),
    ("lacking all", '{"a": 1}', JSON),
    ("half a character", '{"event": "ringing", "call": "c-1", "number": "\\ud800", "site": "yunqi"}', JSON),
    ("no times", '{"entries": [1], "device": [], "sent_at": {}}', JSON),
    ("a strange time", '{"entries": [], "device": "x", "sent_at": "0001-01-01T00:00:00"}', JSON),
    ("strange entries", '{"entries": [{"key": [], "n": 1e400, "kind": {}}], "device": "x", "sent_at": "2026-11-23T10:00:00Z"}', JSON),
]  # fmt: skip
CASES = pytest.mark.parametrize(("body", "kind"), [one[1:] for one in WRONG], ids=[one[0] for one in WRONG])


def is_told(answer: Any) -> None:
    assert 400 <= answer.status_code < 500, answer.content
    told = answer.json()
    assert told.get("sentence") or told.get("error")


@CASES
def test_rounds(cast: Cast, sign_in: SignIn, body: Any, kind: str) -> None:
    is_told(sign_in(cast.guard).post(reverse("walk_sync"), body, content_type=kind))


def test_a_form_with_a_file(cast: Cast, sign_in: SignIn, settings: Any) -> None:
    settings.TELEPHONY_KEY = KEY
    client, file = sign_in(cast.guard), SimpleUploadedFile("a.jpg", b"x")
    for address in (reverse("walk_sync"), reverse("walk_photo", args=["0" * 64]), reverse("telephony")):
        is_told(client.post(address, {"entries": "1", "file": file}, headers={"Authorization": f"Bearer {KEY}"}))


@CASES
def test_the_telephone_system(cast: Cast, settings: Any, body: Any, kind: str) -> None:
    settings.TELEPHONY_KEY = KEY
    is_told(Client().post("/telephony/", body, content_type=kind, headers={"Authorization": f"Bearer {KEY}"}))


@CASES
def test_programs(cast: Cast, body: Any, kind: str) -> None:
    at = timezone.now()
    key = tokens.issue_token(employee=cast.li, name="x", lasts=timedelta(days=1), actor="operator", at=at)
    answer = Client().post("/api/v1/cases", body, content_type=kind, headers={"Authorization": f"Bearer {key}"})
    assert 400 <= answer.status_code < 500, answer.content
    assert json.loads(answer.content)
