"""An agent with two callers on the line types two intakes, and keeps both."""

from typing import Any

import django.db.models.deletion
from django.db import migrations, models


def name_forms(apps: Any, _editor: Any) -> None:
    """What is being typed just now belongs to the form with its key."""
    for draft in apps.get_model("cases", "Draft").objects.all():
        draft.form = str(draft.fields.get("once", ""))[:60]
        draft.save(update_fields=["form"])


class Migration(migrations.Migration):
    dependencies = [("cases", "0023_read_on_the_page")]
    operations = [
        migrations.AlterField(
            "draft",
            "employee",
            models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="drafts",
                to="people.employee",
            ),
        ),
        migrations.AddField(
            "draft",
            "form",
            models.CharField(blank=True, default="", help_text="the key of the form's request", max_length=60),
            preserve_default=False,
        ),
        migrations.RunPython(name_forms, migrations.RunPython.noop, elidable=True),
        migrations.AddConstraint("draft", models.UniqueConstraint(fields=["employee", "form"], name="draft_of_a_form")),
    ]
