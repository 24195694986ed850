"""How often something may be tried: counted in the database, so that all processes share the count.

A window begins with the first try and ends when its time is over, however many tries follow. Counting is one statement, so that
of many tries at once exactly as many pass as may. Who tried is kept as a digest.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection

from gensui.people.refusals import TooManyTries
from gensui.people.secret import digest


@dataclass(frozen=True, slots=True)
class Limit:
    """At most so many tries within a window."""

    name: str
    most: int
    within: timedelta


MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
NAMES_OF_ADDRESS = Limit("names tried at address", 50, HOUR)
"""Different names with a wrong password: a whole office behind one address mistypes less, whoever tries many accounts more."""
TRIED_AT_ADDRESS = Limit("name at address", 1, HOUR)
SIGNED_IN_AT_ADDRESS = Limit(TRIED_AT_ADDRESS.name, 1, 720 * HOUR)
"""For how long a name that was tried, or came in, is known at its address, and is not counted as another one."""
PASSWORDS_AT_ADDRESS = Limit("passwords of account at address", 5, 5 * MINUTE)
PASSWORDS_OF_ACCOUNT = Limit("passwords of account", 100, HOUR)
"""Wrong passwords. The last one is for many addresses together, and high: or one address could shut somebody out."""
PROOFS_AT_ADDRESS = Limit("second proofs of account at address", 5, 5 * MINUTE)
PROOFS_OF_ACCOUNT = Limit("second proofs of account", 30, HOUR)
CODES_OF_ADDRESS = Limit("codes asked by address", 20, HOUR)
CODES_OF_NUMBER = Limit("codes sent to number", 5, HOUR)
CODES_BEYOND = Limit("codes sent to number beyond that", 1, 5 * MINUTE)
GUESSES_OF_ADDRESS = Limit("codes typed by address", 30, 10 * MINUTE)
GUESSES_AT_ADDRESS = Limit("guesses of a code at address", 5, HOUR)
ENROLMENTS_OF_PERSON = Limit("codes of the operator typed for person", 15, HOUR)
"""However many codes the operator gives, and from however many addresses they are typed."""
COMPLAINTS_BY_MAIL = Limit("complaints by mail of address", 20, 24 * HOUR)
CALLS = Limit("telephone events", 600, MINUTE)
WRONG_KEYS = Limit("wrong telephone keys of address", 10, MINUTE)
WRONG_TOKENS = Limit("wrong tokens of address", 20, MINUTE)
REPORTS = Limit("reports of resident", 30, HOUR)
QUESTIONS = Limit("questions of resident", 10, HOUR)

COUNT = """
INSERT INTO people_attempts (mark, starts_at, ends_at, count) VALUES (%(mark)s, %(starts)s, %(ends)s, 1)
ON CONFLICT (mark) DO UPDATE SET
  count = CASE WHEN people_attempts.ends_at <= excluded.starts_at THEN 1 ELSE people_attempts.count + 1 END,
  starts_at = CASE WHEN people_attempts.ends_at <= excluded.starts_at THEN excluded.starts_at ELSE people_attempts.starts_at END,
  ends_at = CASE WHEN people_attempts.ends_at <= excluded.starts_at THEN excluded.ends_at ELSE people_attempts.ends_at END
RETURNING count
"""
TAKE_BACK = """
UPDATE people_attempts SET count = count - 1 WHERE mark = %(mark)s AND ends_at > %(starts)s AND count > 0
"""
REMEMBER = """
INSERT INTO people_attempts (mark, starts_at, ends_at, count) VALUES (%(mark)s, %(starts)s, %(ends)s, 1)
ON CONFLICT (mark) DO UPDATE SET
  ends_at = CASE WHEN people_attempts.ends_at < excluded.ends_at THEN excluded.ends_at ELSE people_attempts.ends_at END
"""
KNOWN = """
SELECT 1 FROM people_attempts WHERE mark = %(mark)s AND ends_at > %(starts)s
"""


def take(limit: Limit, who: object, *, at: datetime) -> bool:
    """Count a try, and return whether it is within the limit. One query."""
    with connection.cursor() as cursor:
        cursor.execute(COUNT, _values(limit, who, at))
        (count,) = cursor.fetchone()
    return bool(count <= limit.most)


def require(limit: Limit, who: object, *, at: datetime) -> None:
    """Count a try. Refuses one beyond the limit (``TooManyTries``)."""
    if not take(limit, who, at=at):
        raise TooManyTries


def give_back(limit: Limit, who: object, *, at: datetime) -> None:
    """Uncount a try that was right, so that only wrong ones add up. One query."""
    with connection.cursor() as cursor:
        cursor.execute(TAKE_BACK, _values(limit, who, at))


def remember(limit: Limit, who: object, *, at: datetime) -> None:
    """Know them from now on for as long as the limit's window, or as long as they were known already. One query."""
    with connection.cursor() as cursor:
        cursor.execute(REMEMBER, _values(limit, who, at))


def is_known(limit: Limit, who: object, *, at: datetime) -> bool:
    """Whether they are still remembered. One query."""
    with connection.cursor() as cursor:
        cursor.execute(KNOWN, _values(limit, who, at))
        return cursor.fetchone() is not None


def _values(limit: Limit, who: object, at: datetime) -> dict[str, str | None]:
    adapt = connection.ops.adapt_datetimefield_value
    return {"mark": digest(f"{limit.name}: {who}"), "starts": adapt(at), "ends": adapt(at + limit.within)}
