# ruff: noqa: PLC0415
from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "gensui.people"
    verbose_name = "People"

    def ready(self) -> None:
        """The ledger stands below the people: it is told here whom to ask who was on duty. Both need the models, there only now."""
        from gensui.ledger import rosters
        from gensui.people.duty_roster import Presence

        rosters.read_by(Presence)
