"""A code that was typed, and a place that the phone told, are proofs of their own."""

from django.db import migrations, models

PROOFS = [
    ("nfc", "tag"),
    ("qr", "QR code"),
    ("typed", "code typed"),
    ("place", "by position"),
    ("manual", "by hand"),
    ("paper", "on paper"),
]


class Migration(migrations.Migration):
    dependencies = [("rounds", "0004_plan_of_post_or_shift")]

    operations = [
        migrations.RemoveConstraint(model_name="scan", name="scan_proof"),
        migrations.AlterField(model_name="scan", name="proof", field=models.CharField(choices=PROOFS, max_length=6)),
        migrations.AddConstraint(
            model_name="scan",
            constraint=models.CheckConstraint(
                condition=models.Q(proof__in=["nfc", "qr", "typed", "place", "manual", "paper"]), name="scan_proof"
            ),
        ),
    ]
