"""A form that names the number and was signed proves it, too."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0014_number_proofs"),
    ]

    operations = [
        migrations.AlterField(
            model_name="resident",
            name="phone_proved_by",
            field=models.CharField(
                blank=True,
                choices=[
                    ("code", "a code that was sent there"),
                    ("call", "a call from it"),
                    ("form", "a form that was signed"),
                ],
                max_length=4,
            ),
        ),
    ]
