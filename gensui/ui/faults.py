"""What somebody reads when the house itself fails: no room on the disk, a database that is away, or a fault of ours.

The answer is in the form that was asked for: a page for people, JSON for programs, telephones and scripts.
"""

import errno
import sqlite3
import sys

from django.db import DatabaseError, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.defaults import server_error

from gensui.core.refusal import Refusal

RETRY_AFTER = 60
"""Seconds after which it is worth while to ask again."""
NO_ROOM = (errno.ENOSPC, errno.EDQUOT)
NOT_LET = (errno.EROFS, errno.EACCES, errno.EPERM)
"""A disk that went read-only, or a folder that belongs to somebody else."""
SQLITE_SAYS = ("database or disk is full", "disk I/O error")
POSTGRESQL_SAYS = "53100"
OUTAGES = ("08", "53", "57P")
"""What PostgreSQL says while it goes down, comes up or is full; of a server that is not there at all it says nothing."""
SQLITE_OUTAGES = (*SQLITE_SAYS, "database is locked", "unable to open database file", "readonly database")


class NoRoom(Refusal):
    """The disk is full, of the database or of the files."""

    code, status = "no_room", 507

    def __init__(self) -> None:
        super().__init__(
            _("The server has no room left to write to. Nothing was recorded; whoever runs it has to make room.")
        )


class NotLet(Refusal):
    """The server is not let write its files."""

    code, status = "not_writable", 507

    def __init__(self) -> None:
        super().__init__(
            _(
                "The server cannot write its files just now. Nothing was recorded; whoever runs it has to look at the folder."
            )
        )


class DatabaseAway(Refusal):
    """The database does not answer, or is busy for too long."""

    code, status = "database_away", 503

    def __init__(self) -> None:
        super().__init__(_("The database cannot be reached just now. Nothing was recorded; try again in a minute."))


class Broken(Refusal):
    """A fault of ours."""

    code, status = "broken", 500

    def __init__(self) -> None:
        super().__init__(_("Something broke. Nothing was changed; please try again in a moment."))


def broken(request: HttpRequest) -> HttpResponse:
    """The answer to a request that ended in a fault. It asks the database nothing."""
    fault = _fault(sys.exc_info()[1])
    if _reads_pages(request):
        if isinstance(fault, Broken):
            return server_error(request)
        answer: HttpResponse = HttpResponse(render_to_string("ui/fault.html", {"fault": fault}), status=fault.status)
    else:
        told = {"error": fault.code, "code": fault.code, "sentence": fault.sentence}
        answer = JsonResponse(told, status=fault.status)
    if not isinstance(fault, Broken):
        answer["Retry-After"] = str(RETRY_AFTER)
    return answer


def _fault(trouble: BaseException | None) -> NoRoom | NotLet | DatabaseAway | Broken:
    while trouble is not None:
        if isinstance(trouble, OSError) and trouble.errno in NO_ROOM:
            return NoRoom()
        if isinstance(trouble, OSError) and trouble.errno in NOT_LET:
            return NotLet()
        if isinstance(trouble, DatabaseError | InterfaceError):
            state = getattr(trouble.__cause__, "sqlstate", None)
            if state == POSTGRESQL_SAYS or any(words in str(trouble) for words in SQLITE_SAYS):
                return NoRoom()
            if isinstance(trouble, OperationalError | InterfaceError):
                return DatabaseAway()
        trouble = trouble.__cause__ or trouble.__context__
    return Broken()


def outage(trouble: BaseException | None) -> str:
    """What the machine says of the database or the disk that is away or full, in one line; the empty text for any other fault.

    There is nothing to look for in our code then, and one line for each refused request says all.
    """
    while trouble is not None:
        if (isinstance(trouble, OSError) and trouble.errno in NO_ROOM + NOT_LET) or _is_away(trouble):
            return f"{type(trouble).__name__}: {' '.join(str(trouble).split())[:300]}"
        trouble = trouble.__cause__ or trouble.__context__
    return ""


def _is_away(trouble: BaseException) -> bool:
    if not isinstance(trouble, OperationalError | InterfaceError):
        return False
    if isinstance(trouble.__cause__, sqlite3.Error):
        return any(words in str(trouble) for words in SQLITE_OUTAGES)
    state = getattr(trouble.__cause__, "sqlstate", None)
    return state is None or state.startswith(OUTAGES)


def _reads_pages(request: HttpRequest) -> bool:
    """A browser says so where it goes to a page; a script of ours and a program do not."""
    if request.path.startswith("/api/"):
        return False
    return "text/html" in request.headers.get("Accept", "") or "HX-Request" in request.headers
