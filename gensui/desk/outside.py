"""What somebody entered as decided outside the house: whoever may confirm it compares it with its paper."""

from typing import Any

from django.http import FileResponse, Http404, HttpResponse
from django.views.decorators.http import require_POST, require_safe

from gensui.desk.doors import StaffRequest, staff
from gensui.desk.sanctions import picture_of, written_down
from gensui.oversight import entered
from gensui.oversight.actions import appeals, sheet_appeals


def _find(request: StaffRequest, kind: str, row: int) -> Any:
    for one in entered.to_second(request.employee):
        if (one.kind, one.appeal.pk) == (kind, row):
            return one.appeal
    raise Http404


@require_safe
@staff()
def outside_paper(request: StaffRequest, kind: str, row: int) -> FileResponse:
    """The paper on which it was decided, for whoever may confirm it."""
    return picture_of(_find(request, kind, row))


@require_POST
@staff()
def outside_answer(request: StaffRequest, kind: str, row: int, answer: str) -> HttpResponse:
    """It is confirmed, or sent back to who entered it."""
    appeal, words = _find(request, kind, row), request.POST.get("words", "")[:2000]
    of: dict[str, Any] = {"sanction": appeal.sanction} if kind == "file" else {"sheet": appeal.sheet}
    acts = appeals if kind == "file" else sheet_appeals
    if answer == "confirm":
        return written_down(request, "own_file", acts.confirm_entered, **of)
    if answer == "return":
        return written_down(request, "own_file", acts.return_entered, words=words, **of)
    raise Http404
