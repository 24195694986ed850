"""The web application, for any WSGI server."""

import os
from collections.abc import Callable, Iterable
from typing import Any

from django.core.handlers.exception import convert_exception_to_response
from django.core.handlers.wsgi import WSGIHandler
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gensui.project.settings")


class ForPrograms(WSGIHandler):
    """Without what pages need: a program brings no cookie, shows its token each time, and reads JSON."""

    def load_middleware(self, is_async: bool = False) -> None:
        """None."""
        self._view_middleware: list[Any] = []
        self._template_response_middleware: list[Any] = []
        self._exception_middleware: list[Any] = []
        self._middleware_chain = convert_exception_to_response(self._get_response)  # type: ignore[attr-defined]


pages = get_wsgi_application()
programs = ForPrograms()


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Pages for people, answers for programs."""
    handler = programs if environ.get("PATH_INFO", "").startswith("/api/") else pages
    answer: Iterable[bytes] = handler(environ, start_response)
    return answer
