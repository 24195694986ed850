"""Whether this database was made with the keys we have: a restored one without them would be read and searched in vain."""

import hashlib
import hmac
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from typing import NoReturn

from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.utils.translation import gettext as _

from gensui.core.refusal import Refusal
from gensui.people.models import AccessToken, KeyMark
from gensui.people.secret import can_open, sealed_columns

FILES = {KeyMark.Kind.FIELD: "field-keys", KeyMark.Kind.DIGEST: "digest-keys"}
NAMES = {KeyMark.Kind.FIELD: "GENSUI_FIELD_KEYS", KeyMark.Kind.DIGEST: "GENSUI_DIGEST_KEYS"}


class OtherKeys(Refusal):
    """The data were made with keys that are not here."""

    code = "other_keys"

    def __init__(self, kinds: list[KeyMark.Kind]) -> None:
        files = ", ".join(f"{settings.DATA / FILES[kind]} ({NAMES[kind]})" for kind in kinds)
        super().__init__(
            _(
                "This database was made with other keys. Bring back what the backup holds of: {files}. "
                "If they are lost: telephone numbers, addresses, wages and e-mail codes that they sealed are lost with "
                "them, and numbers and tokens are no longer found. To go on without: gensui rekey --lost"
            ).format(files=files)
        )


def require(*, actor: str, at: datetime) -> None:
    """Refuse to go on with other keys than the data were made with (``OtherKeys``); note the keys of a new database.

    Keys that this process has made do not stay when it is refused. A database that is not there or has no tables yet is left to
    whoever asks it next; one of an earlier release, without marks, tells by what is sealed in it. Two queries.
    """
    try:
        with transaction.atomic():
            known = set(KeyMark.objects.values_list("kind", "mark"))
    except DatabaseError:
        if _has_tables() and not can_open(_sample()):
            _refuse([KeyMark.Kind.FIELD])
        return
    ours = dict(_marks())
    missing = sorted({KeyMark.Kind(kind) for kind, mark in known if mark not in ours})
    if not known and not can_open(_sample()):
        missing = [KeyMark.Kind.FIELD]  # from before marks were kept
    if missing and _holds_any():
        _refuse(missing)
    newest = {kind: mark for mark, kind in reversed(ours.items())}
    if missing or not known >= set(newest.items()):
        note(forget=bool(missing), actor=actor, at=at)


def _has_tables() -> bool:
    try:
        return bool(connection.introspection.table_names())
    except DatabaseError:
        return False


def _refuse(missing: list[KeyMark.Kind]) -> NoReturn:
    for path in settings.KEYS_MADE:
        path.unlink(missing_ok=True)
    raise OtherKeys(missing)


@transaction.atomic
def note(*, forget: bool, actor: str, at: datetime) -> None:
    """Note the newest keys as used here; ``forget`` the others, when nothing stands under them any more."""
    newest = {kind: mark for mark, kind in reversed(list(_marks()))}
    if forget:
        KeyMark.objects.exclude(mark__in=newest.values()).delete()
    rows = [KeyMark(kind=kind, mark=mark) for kind, mark in newest.items()]
    KeyMark.objects.bulk_create(rows, ignore_conflicts=True)


def _marks() -> Iterator[tuple[str, str]]:
    """The mark of each key and its kind, the newest of each first."""
    for kind, keys in ((KeyMark.Kind.FIELD, settings.FIELD_KEYS), (KeyMark.Kind.DIGEST, settings.DIGEST_KEYS)):
        for key in keys:
            yield hmac.new(key.encode(), f"gensui key of {kind}".encode(), hashlib.sha256).hexdigest(), kind.value


def _sample() -> str:
    """A text that was sealed here; the empty text where there is none. A query for each column that holds such."""
    for model, names in sealed_columns():
        table = connection.ops.quote_name(model._meta.db_table)
        for name in map(connection.ops.quote_name, names):
            with suppress(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(f"SELECT {name} FROM {table} WHERE {name} <> '' LIMIT 1")
                if (found := cursor.fetchone()) is not None:
                    return str(found[0])
    return ""


def _holds_any() -> bool:
    return bool(_sample()) or AccessToken.objects.exists()
