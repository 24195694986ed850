"""What a refusal becomes on a page: a sentence with its code, and 409, unless the view has shown it; and what no view sees."""

from collections.abc import Callable, Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _

from gensui.core.plain import CONTROLS, plain
from gensui.core.refusal import Refusal
from gensui.people.access import NotYours

Handler = Callable[[HttpRequest], HttpResponse]


class refusals:
    """Turns what a view let through into a calm page."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """A refusal is an answer; anything else is a fault."""
        if not isinstance(exception, Refusal):
            return None
        status = 403 if isinstance(exception, NotYours) else 409
        return render(request, "ui/refusal.html", {"refusal": exception}, status=status)


class BadText(Refusal):
    code = "bad_text"

    def __init__(self) -> None:
        super().__init__(_("There is a character in this that no text holds. Take it out, and send it again."))


class plain_texts:
    """Takes control characters out of all that is typed, for every form at once; a NUL, which nothing pastes, is refused."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: Any) -> HttpResponse | None:
        """A request with a NUL in its address or its fields ends here."""
        texts = [request.path, *_texts(request.GET), *_texts(request.POST)]
        if any("\x00" in text for text in texts):
            return render(request, "ui/refusal.html", {"refusal": BadText()}, status=400)
        if any(CONTROLS.search(text) for text in texts):
            request.GET, request.POST = _plain(request.GET), _plain(request.POST)  # type: ignore[assignment]
        return None


def _texts(fields: QueryDict) -> Iterator[str]:
    for name, values in fields.lists():
        yield name
        yield from map(str, values)


def _plain(fields: QueryDict) -> QueryDict:
    clean = QueryDict(mutable=True, encoding=fields.encoding)
    for name, values in fields.lists():
        clean.setlist(plain(name), [plain(str(value)) for value in values])
    clean._mutable = False
    return clean
