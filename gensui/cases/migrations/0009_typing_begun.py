"""When an intake was begun to be typed. What is being typed while this runs counts as begun when it was last kept."""

from datetime import UTC, datetime
from typing import Any

from django.db import migrations, models
from django.db.models import F


def begun_when_kept(apps: Any, _schema_editor: Any) -> None:
    apps.get_model("cases", "Draft").objects.update(begun_at=F("saved_at"))


class Migration(migrations.Migration):
    dependencies = [("cases", "0008_answers_of_running_plans")]

    operations = [
        migrations.AddField(
            model_name="draft",
            name="begun_at",
            field=models.DateTimeField(
                default=datetime(2026, 11, 1, tzinfo=UTC),
                help_text="when the first word was typed: the owner is being heard since then",
            ),
            preserve_default=False,
        ),
        migrations.RunPython(begun_when_kept, migrations.RunPython.noop),
    ]
