from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "gensui.ledger"
    verbose_name = "Ledger"
