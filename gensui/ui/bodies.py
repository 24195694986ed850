"""What a program or a script sends as the body of a request."""

import json
from typing import Any

from django.http import HttpRequest
from django.http.request import RawPostDataException
from django.utils.translation import gettext as _

from gensui.core.plain import plain_values
from gensui.core.refusal import Refusal


class NotJson(Refusal):
    """The body is not what this address reads."""

    code = "not_json"

    def __init__(self) -> None:
        super().__init__(_("This address reads a JSON object in UTF-8. Send it with the type application/json."))


def raw(request: HttpRequest) -> bytes:
    """The body as it was sent. Refuses a form, which was read already (``NotJson``)."""
    try:
        return request.body
    except RawPostDataException:
        raise NotJson from None


def json_of(request: HttpRequest) -> dict[str, Any]:
    """The JSON object of a request, its texts without control characters. Refuses everything else (``NotJson``)."""
    try:
        given = plain_values(json.loads(raw(request)))
    except (ValueError, RecursionError):
        raise NotJson from None
    if not isinstance(given, dict):
        raise NotJson
    return given
