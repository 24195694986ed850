"""What is wrong with a tag, since when, and by whose word."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0013_asked_name"),
        ("rounds", "0005_typed_codes"),
    ]

    operations = [
        migrations.AddField(
            model_name="point",
            name="fault",
            field=models.CharField(
                blank=True,
                choices=[("damaged", "damaged"), ("missing", "missing"), ("moved", "hangs elsewhere")],
                max_length=7,
            ),
        ),
        migrations.AddField(
            model_name="point",
            name="fault_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.employee"
            ),
        ),
        migrations.AddField(
            model_name="point",
            name="faulty_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddConstraint(
            model_name="point",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("fault", ""), ("faulty_at", None)),
                    models.Q(("fault__in", ["damaged", "missing", "moved"]), ("faulty_at__isnull", False)),
                    _connector="OR",
                ),
                name="point_fault_since",
            ),
        ),
    ]
