"""Who is there: a program shows a token, and speaks for somebody who works here."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.utils.translation.trans_real import parse_accept_lang_header
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
from gensui.ui.bodies import NotJson


class WrongToken(Exception):
    """No token, or one that is not good, or no longer."""


class NotThere(Exception):
    """Something that was named is not there; ``where`` is the field that names it, or what of the address: then it is 404."""

    def __init__(self, where: str, *, status: int = 422) -> None:
        super().__init__(where)
        self.where, self.status = where, status


class Misread(Exception):
    """A field that this address does not have."""

    def __init__(self, where: str) -> None:
        super().__init__(where)
        self.where = where


@dataclass(frozen=True, slots=True)
class Shown:
    """The token that was shown, as its digests by each key, and when: the only reading of the clock. And what the program reads."""

    marks: tuple[str, ...]
    at: datetime
    language: str = ""

    @property
    def mark(self) -> str:
        """By what keys and logs tell this program from others."""
        return self.marks[0][:12]


class Token(HttpBearer):
    """Takes the token that is shown. Whether it is good is asked with everything else."""

    def authenticate(self, request: HttpRequest, token: str) -> Shown:
        shown = Shown(tuple(digests(token)), timezone.now(), speaks(request))
        if request.method not in ("GET", "HEAD"):
            FACES.require_ahead(shown.at)
        return shown


def speaks(request: HttpRequest) -> str:
    """The language that the program asks for, of those the house has; it is spoken from then on. None: the house's own."""
    asked = parse_accept_lang_header(request.headers.get("Accept-Language", ""))
    for wanted, _weight in asked:
        try:
            found: str = translation.get_supported_language_variant(wanted)
        except LookupError:
            continue
        translation.activate(found)
        return found
    translation.activate(settings.LANGUAGE_CODE)
    return ""


def speaker(request: Any, *asks: str) -> Employee:
    """For whom the program speaks. One query. Refuses a token that is not good (``WrongToken``), and what the address does not
    ask (``Misread``).
    """
    employee = people.of_token(request.auth.marks, request.auth.at)
    if employee is None:
        raise WrongToken
    if unknown := sorted(set(request.GET) - set(asks)):
        raise Misread(unknown[0])
    if not request.auth.language and employee.user.language:
        translation.activate(employee.user.language)
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
        return api.create_response(request, {"error": "not_there", "where": missing.where}, status=missing.status)

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
        fields = [{"where": _where(one["loc"]), "sentence": _sentence(one)} for one in wrong.errors]
        return api.create_response(request, {"error": "misread", "fields": fields}, status=422)

    @api.exception_handler(Misread)
    def unknown(request: HttpRequest, wrong: Misread) -> HttpResponse:
        fields = [{"where": wrong.where, "sentence": _(UNKNOWN)}]
        return api.create_response(request, {"error": "misread", "fields": fields}, status=422)

    @api.exception_handler(HttpError)
    def unreadable(request: HttpRequest, wrong: HttpError) -> HttpResponse:
        if not is_good(request):
            return wrong_token(request, WrongToken())
        told = {"error": "unreadable", "sentence": NotJson().sentence}
        return api.create_response(request, told, status=wrong.status_code)


TIME = gettext_noop("This is a time as a text, with its zone, as 2026-11-23T10:00:00+08:00.")
UNKNOWN = gettext_noop("There is no such field here.")
SENTENCES = {
    "missing": gettext_noop("This is missing."),
    "extra_forbidden": UNKNOWN,
    "string_type": gettext_noop("This is a text."),
    "string_too_short": gettext_noop("This must not be empty."),
    "string_too_long": gettext_noop("At most {max_length} characters."),
    "string_pattern_mismatch": gettext_noop("At most 50 letters, digits, dots, dashes, colons and underscores."),
    "literal_error": gettext_noop("One of {expected}."),
    "int_parsing": gettext_noop("This is a whole number."),
    "greater_than_equal": gettext_noop("At least {ge}."),
    "less_than_equal": gettext_noop("At most {le}."),
    "timezone_aware": TIME, "datetime_parsing": TIME, "datetime_from_date_parsing": TIME, "datetime_type": TIME,
}  # fmt: skip
"""What is wrong with a field, by what pydantic calls it."""
OTHER = gettext_noop("This cannot be read here; see the description of the address.")
OBJECT = frozenset({"model_type", "model_attributes_type", "dict_type"})


def _where(place: tuple[Any, ...]) -> str:
    """The field as the program calls it: of a body, below the object that is the whole of it."""
    return ".".join(map(str, place[2:] if place[0] == "body" else place[1:]))


def _sentence(wrong: Mapping[str, Any]) -> str:
    """What is wrong, in the language of the program."""
    if wrong["type"] == "value_error":
        said: str = wrong["msg"].removeprefix("Value error, ")
        return said
    if wrong["type"] in OBJECT:
        return NotJson().sentence
    more = {name: str(value).replace("' or '", "', '") for name, value in wrong.get("ctx", {}).items()}
    return _(SENTENCES.get(wrong["type"], OTHER)).format(**more)
