"""gensui enrol: the code with which somebody sets up the second proof of an account."""

from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from gensui.cli import command
from gensui.people.actions import codes
from gensui.people.models import Employee


class Command(command.Command):
    help = "Give somebody the code that is asked for where a second proof is set up: good once, for a day."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("number", help="the staff number")

    def handle(self, *args: Any, **options: Any) -> None:
        employee = Employee.objects.working().filter(number=options["number"]).first()
        if employee is None:
            raise CommandError(_("Nobody of number {number} works here.").format(number=options["number"]))
        self.stdout.write(codes.issue_enrolment(employee=employee, actor="operator", at=timezone.now()))
        self.stderr.write(
            _("Give it to {name} by hand. This is the only time that it is shown.").format(name=employee.name)
        )
