from typing import Any

from django.db import migrations, models
from django.db.models import Min


def fill(apps: Any, schema: Any) -> None:
    """What the log says of entries from before; where it says nothing, the decision that is known."""
    entries = apps.get_model("security", "GateEntry").objects
    events = apps.get_model("ledger", "Event").objects.filter(kind="gate.decided")
    first = dict(events.values_list("stream").annotate(Min("occurred_at")).order_by())
    filled = []
    for found in entries.exclude(decided_at=None).iterator():
        found.first_decided_at = first.get(f"gate:G{found.pk:06d}", found.decided_at)
        filled.append(found)
    entries.bulk_update(filled, ["first_decided_at"], batch_size=500)


class Migration(migrations.Migration):
    dependencies = [
        ("ledger", "0009_set_aside_and_progress"),
        ("security", "0002_incident_photos"),
    ]

    operations = [
        migrations.AddField(
            model_name="gateentry",
            name="first_decided_at",
            field=models.DateTimeField(help_text="when they first had an answer, be it to wait", null=True),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
