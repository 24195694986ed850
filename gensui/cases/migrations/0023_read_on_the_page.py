"""A plan is explained too by the page on which the owner read and agreed to it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0022_parts_of_the_record")]
    operations = [
        migrations.AlterField(
            "quote",
            "explained_how",
            models.CharField(
                blank=True,
                choices=[("in_person", "in person"), ("by_phone", "by telephone"), ("read", "read on the page")],
                max_length=9,
            ),
        ),
    ]
