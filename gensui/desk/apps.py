from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "gensui.desk"
    verbose_name = "Desk"
