"""The addresses for programs, and their description at ``openapi.json``. Whatever is asked here is answered in JSON."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.urls import path, re_path
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from ninja import NinjaAPI

from gensui import __version__
from gensui.api.cases import router
from gensui.api.doors import Token, answers, speaks

api = NinjaAPI(title="Gensui", version=__version__, auth=Token(), docs_url=None, urls_namespace="api")
api.add_router("/cases", router)
answers(api)


@csrf_exempt
def not_here(request: HttpRequest, **_words: Any) -> HttpResponse:
    """An address that the house does not have."""
    speaks(request)
    told = {"error": "no_such_address", "sentence": _("There is no such address. See /api/v1/openapi.json.")}
    return JsonResponse(told, status=404)


def in_json(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The view, which says in JSON too that it knows no such method."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **words: Any) -> HttpResponse:
        given = view(request, *args, **words)
        if not isinstance(given, HttpResponseNotAllowed):
            return given
        speaks(request)
        sentence = _("This address knows {methods} only.").format(methods=given["Allow"])
        told = JsonResponse({"error": "no_such_method", "sentence": sentence}, status=405)
        told["Allow"] = given["Allow"]
        return told

    return answer


patterns, app, namespace = api.urls
for one in patterns:
    one.callback = in_json(one.callback)  # type: ignore[arg-type]  # an address of ninja has its view

urlpatterns = [path("v1/", (patterns, app, namespace)), re_path("", not_here)]
