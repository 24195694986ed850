from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "gensui.cases"
    verbose_name = "Cases"
