from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0011_mailbox"),
    ]

    operations = [
        migrations.CreateModel(
            name="KeyMark",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(choices=[("field", "Field"), ("digest", "Digest")], max_length=6)),
                ("mark", models.CharField(max_length=64, unique=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("kind__in", ["field", "digest"])), name="key_mark_kind")
                ],
            },
        ),
    ]
