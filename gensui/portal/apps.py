from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "gensui.portal"
    verbose_name = "Portal"
