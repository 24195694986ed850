"""An order that a department gave back: nobody has it, and whoever follows it sends it on."""

from gensui.cases.models import Case
from gensui.core import standing


def fill_handler(roles: dict[str, str], case: Case) -> None:
    """Write down who stands for the handler while the order lies at the desk: whoever follows it, and goes with the shift as that.

    Who leads the department that gave it back can neither call the owner nor send it on.
    """
    if case.state == "accepted" and case.department and case.handler_id is None:
        roles[standing.BY + "handler"] = standing.DESK
        if there := standing.first_there(roles, standing.AT_DESK):
            roles["handler"] = there
