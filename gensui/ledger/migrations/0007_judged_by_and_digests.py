"""Each event names the version of the policy that judged it and carries digests of its words; old events stay as they are."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("ledger", "0006_expiring")]
    operations = [
        # both may be NULL: SQLite then adds a column without copying the table, which would drop its triggers
        migrations.AddField("event", "version", models.CharField(max_length=40, null=True)),
        migrations.AddField("event", "digests", models.JSONField(null=True)),
        migrations.CreateModel(
            name="Salt",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("stream", models.CharField(max_length=80)),
                ("number", models.PositiveIntegerField()),
                ("salt", models.CharField(max_length=32)),
            ],
            options={"constraints": [models.UniqueConstraint(fields=["stream", "number"], name="salt_of_event")]},
        ),
    ]
