"""What was typed or chosen in a form that is not carried out yet: an agent's intake, the pictures of any form."""

from collections import defaultdict
from collections.abc import Mapping

from gensui.cases.models import Draft, KeptPicture
from gensui.cases.pictures import Picture
from gensui.ledger import queries as ledger
from gensui.ledger.requests import KEY, RequestKey, sent_by
from gensui.people.models import Employee


def draft_of(employee: Employee, now: Mapping[str, str]) -> dict[str, str]:
    """What somebody has typed last of an intake so far, of the call or caller that is known by ``now``. A form that was sent has no
    draft: its key is used. Two queries, where nothing was sent.
    """
    kept = [one.fields for one in Draft.objects.filter(employee=employee).order_by("-saved_at", "-pk")]
    found = (fields for fields in kept if not is_of_another(fields, now) and not was_sent(employee, fields))
    return next(found, {})


def sent_by_form(employee: Employee, once: str | RequestKey | None) -> list[int]:
    """The drafts of the form with this key, and what carries none. One query."""
    sent = sent_by(employee.key, once) if isinstance(once, str) else once
    return [
        one.pk
        for one in Draft.objects.filter(employee=employee).only("form")
        if not one.form or (sent and KEY.fullmatch(one.form) and sent_by(employee.key, one.form).stored == sent.stored)
    ]


CALLER, CALLER_NAME = "caller", "caller_name"
"""Who began to speak, as far as it was known then: kept beside what is typed, which may be typed over."""


def caller_of(kept: Mapping[str, str], now: Mapping[str, str]) -> dict[str, str]:
    """Who speaks, by what was known before and what is typed now: the longest number, the first name."""
    before, number = kept.get(CALLER, ""), _digits(now.get("phone", ""))
    name = kept.get(CALLER_NAME, "") or now.get("requester_name", "").strip()
    known = {CALLER: before if before.startswith(number) else number, CALLER_NAME: name}
    return {name: value for name, value in known.items() if value}


def is_of_another(kept: Mapping[str, str], now: Mapping[str, str]) -> bool:
    """Whether what was kept was said in another call, or by somebody else: another call of the telephone system, or another number
    without the same name. Half a number tells of nobody, and one that is put right is still the same caller's.
    """
    if kept.get("call", "") != now.get("call", ""):
        return True
    before, number = kept.get(CALLER, ""), _digits(now.get("phone", ""))
    if before.startswith(number) or number.startswith(before):
        return False
    name = now.get("requester_name", "").strip()
    return not name or not kept.get(CALLER_NAME) or not name.startswith(kept[CALLER_NAME])


def _digits(typed: str) -> str:
    return "".join(sign for sign in typed if sign.isdecimal())


def was_sent(employee: Employee, fields: Mapping[str, str]) -> bool:
    """Whether the form with these fields was sent by this person: its key is used. One query."""
    key = fields.get("once", "")
    return bool(KEY.fullmatch(key)) and ledger.was_recorded(sent_by(employee.key, key))


def pictures_of(person: str, form: str) -> dict[str, list[Picture]]:
    """What this person chose at earlier tries of a form, by field, in the order it was chosen. One query."""
    held: dict[str, list[Picture]] = defaultdict(list)
    for row in KeptPicture.objects.filter(person=person, form=form).order_by("pk"):
        held[row.field].append(Picture.kept(bytes(row.content), row.width, row.height))
    return held
