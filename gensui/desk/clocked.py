"""Nobody acts while the machine's clock is behind what happened already: before any page of staff or owners."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from gensui.ledger.clock import FACES
from gensui.ledger.refusals import ClockBehind
from gensui.ui.middleware import Handler, refused


class clocked:
    """Refuses what changes something. Signing in and reading go on."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in ("GET", "HEAD", "OPTIONS") and not request.path.startswith("/accounts/"):
            try:
                FACES.require_ahead(timezone.now())
            except ClockBehind as behind:
                return refused(request, behind, 503)
        return self.get_response(request)
