from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "gensui.reports"
    verbose_name = "Reports"
