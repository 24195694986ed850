"""Questions of owners with their answers, and plans that nobody answered."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0014_bearer"),
        ("ledger", "0007_judged_by_and_digests"),
    ]

    operations = [
        migrations.AddField(
            model_name="message",
            name="answers",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="answered_by",
                to="cases.message",
            ),
        ),
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
                ],
                max_length=8,
            ),
        ),
        migrations.AlterField(
            model_name="quote",
            name="consent",
            field=models.CharField(
                choices=[
                    ("pending", "waiting"),
                    ("agreed", "agreed"),
                    ("declined", "declined"),
                    ("asked", "changes asked"),
                    ("changed", "changed"),
                    ("silent", "not answered"),
                ],
                default="pending",
                max_length=8,
            ),
        ),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(
                condition=models.Q(("answers__isnull", False)), fields=["answers"], name="message_of_question"
            ),
        ),
    ]
