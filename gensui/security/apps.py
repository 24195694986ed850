from django.apps import AppConfig


class SecurityConfig(AppConfig):
    name = "gensui.security"
    verbose_name = "Security"
