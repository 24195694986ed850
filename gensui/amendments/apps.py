from django.apps import AppConfig


class AmendmentsConfig(AppConfig):
    name = "gensui.amendments"
    verbose_name = "Amendments"
