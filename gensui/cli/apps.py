from django.apps import AppConfig


class CliConfig(AppConfig):
    name = "gensui.cli"
    verbose_name = "Commands"
