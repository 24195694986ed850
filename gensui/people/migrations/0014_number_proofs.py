"""How and when a number was proved. What was written down before this is not proved until its owner or a call proves it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0013_asked_name"),
    ]

    operations = [
        migrations.AddField(
            model_name="resident",
            name="phone_proof",
            field=models.CharField(
                blank=True, help_text="a digest of the number that was proved; another number is not", max_length=64
            ),
        ),
        migrations.AddField(
            model_name="resident",
            name="phone_proved_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="resident",
            name="phone_proved_by",
            field=models.CharField(
                blank=True, choices=[("code", "a code that was sent there"), ("call", "a call from it")], max_length=4
            ),
        ),
    ]
