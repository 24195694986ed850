from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "gensui.ui"
    verbose_name = "Look"
