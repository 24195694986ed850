"""What waits for somebody, as the rail of every page counts it."""

from datetime import datetime

from django.db import connection

from gensui.ledger import rows
from gensui.people.models import Employee

BADGES = """
SELECT (SELECT count(*) FROM (SELECT 1 FROM ledger_obligation
    WHERE state = 'open' AND holder = %(key)s AND due_at IS NOT NULL AND due_at <= %(now)s AND paused_at IS NULL LIMIT 100) AS l),
  (SELECT count(*) FROM cases_handover WHERE to_employee_id = %(row)s AND accepted_at IS NULL AND declined_at IS NULL)
"""


def badges(me: Employee, at: datetime) -> dict[str, int]:
    """What waits for somebody: promises that have run out, counted to a hundred, and hand-overs that are offered. One query."""
    words = {"key": me.key, "row": me.pk, "now": connection.ops.adapt_datetimefield_value(at)}
    ((late, offered),) = rows.run(BADGES, words)
    return {"worklist": late, "handover": offered}
