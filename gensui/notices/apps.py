from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "gensui.notices"
    verbose_name = "Notices"
