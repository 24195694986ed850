"""gensui token: tokens with which programs speak for somebody who works here."""

from datetime import timedelta
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from gensui.cli import command
from gensui.people.actions import tokens
from gensui.people.models import AccessToken, Employee


class Command(command.Command):
    help = "Issue a token for a program that speaks for somebody who works here; list those there are; revoke one."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("number", help="the staff number of whom the program speaks for")
        parser.add_argument("--name", default="", help="which program has it: issue a new one")
        parser.add_argument("--days", type=int, default=365, help="how long it is good")
        parser.add_argument("--revoke", type=int, metavar="ROW", help="the number of the token, as listed")

    def handle(self, *args: Any, **options: Any) -> None:
        at = timezone.now()
        employee = Employee.objects.working().filter(number=options["number"]).first()
        if employee is None:
            raise CommandError(_("Nobody of number {number} works here.").format(number=options["number"]))
        if options["name"]:
            if not 1 <= options["days"] <= 3650:
                raise CommandError(_("A token is good for 1 to 3650 days."))
            lasts = timedelta(days=options["days"])
            self.stdout.write(
                tokens.issue_token(employee=employee, name=options["name"], lasts=lasts, actor="operator", at=at)
            )
            self.stderr.write(_("This is the only time that it is shown."))
            return
        there = AccessToken.objects.filter(employee=employee).order_by("pk")
        if options["revoke"]:
            token = there.filter(pk=options["revoke"]).first()
            if token is None:
                raise CommandError(_("{name} has no token {row}.").format(name=employee.name, row=options["revoke"]))
            tokens.revoke_token(token=token, actor="operator", at=at)
        for token in there.all():
            if token.revoked_at:
                state = _("revoked on {day}").format(day=token.revoked_at.date())
            else:
                state = _("good until {day}").format(day=token.expires_at.date())
            self.stdout.write(f"{token.pk}  {token.name}  {state}")
