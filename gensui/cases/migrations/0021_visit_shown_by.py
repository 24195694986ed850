"""What shows that a return visit was held; of those that stand there already, by their events."""

from typing import Any

from django.db import migrations, models

WORD = "noted"


def fill(apps: Any, _editor: Any) -> None:
    visits, events = apps.get_model("cases", "ReturnVisit"), apps.get_model("ledger", "Event")
    held = visits.objects.exclude(outcome="unreachable")
    held.update(shown_by=WORD)
    for event in events.objects.filter(kind="return_visit.done", data__has_key="evidence").iterator(chunk_size=1000):
        if "call" in event.data["evidence"]:
            row = int(event.stream.rpartition("-")[2])
            held.filter(case=row, round=event.data.get("round", 1)).update(shown_by="call")


class Migration(migrations.Migration):
    dependencies = [("cases", "0020_entered_at"), ("ledger", "0009_set_aside_and_progress")]
    operations = [
        migrations.AddField(
            "returnvisit",
            "shown_by",
            models.CharField(
                blank=True,
                default="",
                choices=[
                    ("call", "a call on record"),
                    ("message", "in writing"),
                    ("signature", "signed"),
                    ("noted", "the word of staff"),
                ],
                help_text="what shows that the owner said so",
                max_length=9,
            ),
            preserve_default=False,
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
