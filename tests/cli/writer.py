"""A writer for tests: records events as fast as it can, and says each one once it is committed.

python writer.py NAME [SECONDS BEFORE NOW]
"""

import os
import sys
from datetime import timedelta
from itertools import count

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "gensui.project.settings"
django.setup()

from django.db import transaction  # noqa: E402
from django.utils import timezone  # noqa: E402

from gensui.core.events import handling  # noqa: E402
from gensui.ledger.record import record  # noqa: E402

ROLES = {"follower": "staff:li", "team_leader": "staff:zhao"}
name, ago = sys.argv[1], timedelta(seconds=float((sys.argv[2:] or ["0"])[0]))
for number in count(1):
    now = timezone.now() - ago
    key = f"{name}:{number}"
    with transaction.atomic():
        record(
            stream=f"trial:{key}",
            event=handling.WorkOrderDispatched(),
            actor="staff:li",
            roles=ROLES,
            at=now,
            client_key=key,
        )
    print(key, flush=True)
