"""Pictures are served to who may see the case, and to nobody else."""

import pytest
from django.urls import reverse

from gensui.cases.actions import files
from gensui.cases.models import Attachment
from tests.cases.conftest import Walk
from tests.cases.test_follow_and_together import picture
from tests.cast import Cast, minutes
from tests.desk.conftest import SignIn

pytestmark = pytest.mark.database


def test_who_sees_the_case_sees_its_pictures(walk: Walk, cast: Cast, sign_in: SignIn) -> None:
    files.attach(case=walk("working"), kind="before", content=picture(), actor=cast.chen, at=minutes(30))
    address = reverse("attachment", args=[Attachment.objects.get().pk])
    for who in (cast.li, cast.chen, cast.qin):
        answer = sign_in(who).get(address)
        assert (answer.status_code, answer["Content-Type"]) == (200, "image/webp")
        assert "private" in answer["Cache-Control"]
    for who in (cast.cleaner, cast.guard, cast.stranger):
        assert sign_in(who).get(address).status_code == 404
