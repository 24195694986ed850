from django.apps import AppConfig


class RoundsConfig(AppConfig):
    name = "gensui.rounds"
    verbose_name = "Rounds"
