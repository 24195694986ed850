"""What people say of a category."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0016_mailbox")]

    operations = [
        migrations.AddField(
            model_name="category",
            name="words",
            field=models.JSONField(blank=True, default=dict, help_text="what people say of it, by language"),
        ),
    ]
