"""gensui createstaff: an account for somebody who works here; the community and the department are made, if they are new."""

import getpass
import sys
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from gensui.cli import command
from gensui.people.actions import codes, founding, one
from gensui.people.models import Department, Employee


class Command(command.Command):
    help = "Give somebody who works here an account. The password is read from the terminal, or from standard input."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("number", help="the staff number, which is also the name to sign in with")
        parser.add_argument("name")
        parser.add_argument("--role", required=True, choices=Employee.Role.values)
        parser.add_argument("--department", required=True, choices=Department.Kind.values)
        parser.add_argument("--site", required=True, metavar="KEY", help="the key of the community")
        parser.add_argument("--site-name", default="", help="its name, if it is new")
        parser.add_argument("--email", default="")
        parser.add_argument("--phone", default="")
        parser.add_argument("--inducted", action="store_true", help="has worked here before: needs no induction")

    def handle(self, *args: Any, **options: Any) -> None:
        at = timezone.now()
        site = founding.found_site(key=options["site"], name=options["site_name"], actor="operator", at=at)
        department = founding.found_department(site=site, kind=options["department"], actor="operator", at=at)
        employee = one.hire(
            department=department, number=options["number"], name=options["name"], role=options["role"],
            password=_password(), email=options["email"], phone=options["phone"], actor="operator", at=at,
        )  # fmt: skip
        if not options["inducted"]:
            employee = one.begin_employment(employee=employee, actor="operator", at=at)
        self.stdout.write(
            _("{name} signs in as {number}, as {role}.").format(
                name=employee.name, number=employee.number, role=employee.get_role_display()
            )
        )
        if employee.role in settings.MFA_ROLES:
            code = codes.issue_enrolment(employee=employee, actor="operator", at=at)
            self.stdout.write(
                _("At the first sign-in a second proof is set up, with this code: {code}").format(code=code)
            )
        if employee.newcomer_since is not None:
            self.stdout.write(_("Until the induction is passed, the roster takes nobody new for a shift alone."))


def _password() -> str:
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    first = getpass.getpass(_("Password: "))
    if first != getpass.getpass(_("Again: ")):
        raise CommandError(_("These differ. Nothing was made."))
    return first
