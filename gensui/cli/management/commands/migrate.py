"""gensui migrate: Django's own, on a database whose keys are here."""

from django.core.management.commands import migrate

from gensui.cli import command


class Command(command.Command, migrate.Command):
    """Refused, before a table is touched, where the data were made with keys that are not here."""
