"""What a refusal becomes on a page: a sentence with its code, and 409, unless the view has shown it; and what no view sees."""

from collections.abc import Callable, Iterator
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _

from gensui.core.plain import plain
from gensui.core.refusal import Refusal
from gensui.people.access import NotYours
from gensui.ui import watch

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


class marked:
    """Gives each answer the id of its request, by which the logs call it."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response["X-Request-ID"] = watch.request_id(request)
        return response


class TooLarge(Refusal):
    code = "too_large"

    def __init__(self) -> None:
        most = settings.UPLOAD_MOST_BYTES // 1_000_000
        super().__init__(
            _("This is larger than {most} MB. Send fewer pictures at once, or smaller ones.").format(most=most)
        )


class sizes:
    """Refuses a request that is too large by what it announces, before any of it is read."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        length = request.META.get("CONTENT_LENGTH") or "0"
        if not length.isdecimal() or int(length) <= settings.UPLOAD_MOST_BYTES:
            return self.get_response(request)
        return refused(request, TooLarge(), 413)


def refused(request: HttpRequest, refusal: Refusal, status: int) -> HttpResponse:
    """The refusal as whoever asked can read it: a page, or its code and sentence."""
    if request.content_type == "application/json":
        return JsonResponse({"code": refusal.code, "sentence": refusal.sentence}, status=status)
    return render(request, "ui/refusal.html", {"refusal": refusal}, status=status)


class kept_private:
    """Personal pages stay in no cache, and what is refused or leaves the house is logged. Static files are served before."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not response.has_header("Cache-Control"):
            response["Cache-Control"] = "no-store"
        if response.status_code == 403:
            watch.note(request, "refused", page=_page(request))
        elif response.status_code == 200 and response.get("Content-Disposition", "").startswith("attachment"):
            watch.note(request, "export", page=_page(request), of=_keys(request))
        return response


def _page(request: HttpRequest) -> str:
    return request.resolver_match.url_name or "" if request.resolver_match else ""


def _keys(request: HttpRequest) -> str:
    """Which row or month it was, by the keys in the address."""
    match = request.resolver_match
    keys = [*match.args, *match.kwargs.values()] if match else []
    return " ".join(str(key) for key in keys if len(str(key)) < 24)


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
        if any(plain(text) != text for text in texts):
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
