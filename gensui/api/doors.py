"""Who is there: a program shows a token, and speaks for somebody who works here."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.security import HttpBearer

from gensui.core.refusal import Refusal
from gensui.ledger.clock import FACES
from gensui.ledger.refusals import ClockBehind
from gensui.people import limits
from gensui.people import queries as people
from gensui.people.access import NotYours
from gensui.people.models import Employee
from gensui.people.secret import digests
from gensui.ui import address, watch


class WrongToken(Exception):
    """No token, or one that is not good, or no longer."""


class NotThere(Exception):
    """Something that was named is not there; ``where`` is the field that names it."""

    def __init__(self, where: str) -> None:
        super().__init__(where)
        self.where = where


@dataclass(frozen=True, slots=True)
class Shown:
    """The token that was shown, as its digests by each key, and when: the only reading of the clock."""

    marks: tuple[str, ...]
    at: datetime

    @property
    def mark(self) -> str:
        """By what keys and logs tell this program from others."""
        return self.marks[0][:12]


class Token(HttpBearer):
    """Takes the token that is shown. Whether it is good is asked with everything else."""

    def authenticate(self, request: HttpRequest, token: str) -> Shown:
        shown = Shown(tuple(digests(token)), timezone.now())
        if request.method not in ("GET", "HEAD"):
            FACES.require_ahead(shown.at)
        return shown


def speaker(request: Any) -> Employee:
    """For whom the program speaks. One query. Refuses a token that is not good (``WrongToken``)."""
    employee = people.of_token(request.auth.marks, request.auth.at)
    if employee is None:
        raise WrongToken
    return employee


def is_good(request: HttpRequest) -> bool:
    """Whether the token is good. One query, for a request that fails: of one that succeeds it is asked with everything else."""
    shown: Shown | None = getattr(request, "auth", None)
    return shown is not None and people.of_token(shown.marks, shown.at) is not None


def answers(api: NinjaAPI) -> None:
    """What each refusal becomes: a code for the program, and a sentence where there is one.

    Whoever shows no good token is told that and nothing else, and each such try counts, whatever is wrong beside.
    """

    @api.exception_handler(WrongToken)
    def wrong_token(request: HttpRequest, _wrong: WrongToken) -> HttpResponse:
        watch.note(request, "api.wrong_token")
        if not limits.take(limits.WRONG_TOKENS, address.of(request), at=timezone.now()):
            return api.create_response(request, {"error": "too_many_requests"}, status=429)
        return api.create_response(request, {"error": "wrong_token"}, status=401)

    @api.exception_handler(NotThere)
    def not_there(request: HttpRequest, missing: NotThere) -> HttpResponse:
        return api.create_response(request, {"error": "not_there", "where": missing.where}, status=422)

    @api.exception_handler(ClockBehind)
    def behind(request: HttpRequest, refusal: ClockBehind) -> HttpResponse:
        return api.create_response(request, {"error": refusal.code, "sentence": refusal.sentence}, status=503)

    @api.exception_handler(Refusal)
    def refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
        if not is_good(request):
            return wrong_token(request, WrongToken())
        status = 403 if isinstance(refusal, NotYours) else 409
        if status == 403:
            watch.note(request, "refused", who=request.auth.mark, code=refusal.code)  # type: ignore[attr-defined]
        return api.create_response(request, {"error": refusal.code, "sentence": refusal.sentence}, status=status)

    @api.exception_handler(ValidationError)
    def misread(request: HttpRequest, wrong: ValidationError) -> HttpResponse:
        if not is_good(request):
            return wrong_token(request, WrongToken())
        fields = [
            {"where": ".".join(map(str, one["loc"][2:])), "sentence": one["msg"].removeprefix("Value error, ")}
            for one in wrong.errors
        ]
        return api.create_response(request, {"error": "misread", "fields": fields}, status=422)

    @api.exception_handler(HttpError)
    def unreadable(request: HttpRequest, wrong: HttpError) -> HttpResponse:
        if not is_good(request):
            return wrong_token(request, WrongToken())
        return api.create_response(request, {"error": "unreadable", "sentence": str(wrong)}, status=wrong.status_code)
