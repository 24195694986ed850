from django.apps import AppConfig
from django.core.checks import Tags, register

from gensui.ui import checks


class UiConfig(AppConfig):
    name = "gensui.ui"
    verbose_name = "Look"

    def ready(self) -> None:
        """Mistakes in the settings are told by ``gensui check --deploy``, and when serving."""
        register(checks.proxies, Tags.security, deploy=True)
        register(checks.mailbox)
