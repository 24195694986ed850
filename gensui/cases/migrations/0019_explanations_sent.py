"""An explanation goes to the owner as a message."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0018_caller_for_another")]

    operations = [
        migrations.AlterField(
            model_name="message",
            name="purpose",
            field=models.CharField(
                choices=[
                    ("chat", "message"),
                    ("progress", "progress"),
                    ("result", "result"),
                    ("contact", "first contact"),
                    ("notice", "notice"),
                    ("question", "question"),
                    ("answer", "answer"),
                    ("explain", "explanation"),
                ],
                max_length=8,
            ),
        ),
    ]
