"""The addresses for programs, and their description at ``openapi.json``."""

from django.urls import path
from ninja import NinjaAPI

from gensui import __version__
from gensui.api.cases import router
from gensui.api.doors import Token, answers

api = NinjaAPI(title="Gensui", version=__version__, auth=Token(), docs_url=None, urls_namespace="api")
api.add_router("/cases", router)
answers(api)

urlpatterns = [path("v1/", api.urls)]
