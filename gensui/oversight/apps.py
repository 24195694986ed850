from django.apps import AppConfig


class OversightConfig(AppConfig):
    name = "gensui.oversight"
    verbose_name = "Oversight"
