"""What a refusal becomes on a page: a sentence with its code, and 409, unless the view has shown it already."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

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
