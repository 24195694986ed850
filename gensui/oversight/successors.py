"""Who may take over what somebody holds who is to leave."""

from datetime import date

from django.db.models import QuerySet

from gensui.cases import access
from gensui.oversight.models import Leaving
from gensui.people.models import Employee

HEADS = frozenset({"dept_head", "service_head"})


def of(employee: Employee) -> dict[str, QuerySet[Employee]]:
    """For each kind of thing, those who work there and are able for the post. No query until one is asked for."""
    there = Employee.objects.working().filter(department__site=employee.department.site_id).exclude(pk=employee.pk)
    colleagues = there.select_related("department").order_by("number")
    of_department = colleagues.filter(department=employee.department_id)
    return {
        "orders_to": of_department,
        "follower": colleagues.filter(role__in=access.FRONT),
        "plans_to": of_department,
        "complaints_to": colleagues.filter(role__in=access.ABOVE | HEADS),
        "courses_to": colleagues,
    }


def leaves_by(named: Employee, last_on: date) -> date | None:
    """The last day of somebody who is named, where it is noted and not after this one; nothing of who stays. One query."""
    return (
        Employee.objects.filter(pk=named.pk, leaving__done_at=None, leaving__last_on__lte=last_on)
        .values_list("leaving__last_on", flat=True)
        .first()
    )


def seconds_of(planned: Leaving) -> QuerySet[Employee]:
    """Who may be the second where nobody ends an employment alone: the administration manager, had he no part in it; else
    human resources. Two queries.
    """
    others = (
        Employee.objects.working().exclude(pk__in=(planned.employee_id, planned.noted_by_id)).select_related("user")
    )
    managers, personnel = others.filter(role="admin_manager"), others.filter(role="hr")
    return (managers if managers.exists() else personnel).order_by("number")
