"""What a refusal becomes on a page: a sentence with its code, and 409, unless the view has shown it; and what no view sees."""

from collections.abc import Callable
from itertools import chain
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

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
    """Lets no NUL in: no keyboard types one, no database keeps one, and not every field looks."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: Any) -> HttpResponse | None:
        """A request with a NUL in its address or its fields ends here."""
        fields = chain.from_iterable(
            (name, *values) for name, values in chain(request.GET.lists(), request.POST.lists())
        )
        if any("\x00" in str(text) for text in chain([request.path], fields)):
            return render(request, "ui/refusal.html", {"refusal": BadText()}, status=400)
        return None
