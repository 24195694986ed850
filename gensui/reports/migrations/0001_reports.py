import django.db.models.deletion
from django.db import migrations, models

from gensui.ledger import tables


class Migration(tables.Migration):
    initial = True

    dependencies = [
        ("cases", "0002_split"),
        ("people", "0003_roster"),
    ]

    operations = [
        migrations.CreateModel(
            name="Published",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("month", models.DateField(help_text="its first day")),
                ("figures", models.JSONField()),
                ("digest", models.CharField(help_text="of the report's figures it was taken from", max_length=64)),
                ("published_at", models.DateTimeField()),
                (
                    "published_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.employee"
                    ),
                ),
                (
                    "site",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="published", to="people.site"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("site", "month"), name="published_month_once")],
            },
        ),
        migrations.CreateModel(
            name="Report",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("month", "the month's report"),
                            ("brief", "one page for the management"),
                            ("case", "evidence pack of a case"),
                        ],
                        max_length=5,
                    ),
                ),
                ("month", models.DateField(help_text="its first day", null=True)),
                (
                    "language",
                    models.CharField(
                        choices=[("zh-hant", "繁體中文"), ("zh-hans", "简体中文"), ("en", "English")], max_length=7
                    ),
                ),
                ("asked_at", models.DateTimeField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("queued", "waits for the worker"),
                            ("running", "being made"),
                            ("done", "ready"),
                            ("failed", "not made"),
                        ],
                        default="queued",
                        max_length=7,
                    ),
                ),
                ("progress", models.PositiveSmallIntegerField(default=0)),
                (
                    "stage",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "in the queue"),
                            ("counting", "counting"),
                            ("setting", "setting the pages"),
                            ("keeping", "putting it away"),
                        ],
                        max_length=8,
                    ),
                ),
                ("leased_until", models.DateTimeField(null=True)),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                (
                    "trouble",
                    models.CharField(
                        blank=True,
                        choices=[
                            (
                                "no_pdf",
                                "A PDF cannot be set on this machine: the libraries for it are missing. Ask the operator.",
                            ),
                            (
                                "gave_up",
                                "The worker broke off three times while it made this report. Ask the operator for the log.",
                            ),
                            (
                                "broken",
                                "The report could not be made; the reason is in the worker's log. Nothing else is touched.",
                            ),
                        ],
                        max_length=7,
                    ),
                ),
                ("made_at", models.DateTimeField(null=True)),
                ("figures", models.JSONField(null=True)),
                ("digest", models.CharField(blank=True, max_length=64)),
                ("file", models.FileField(blank=True, max_length=160, upload_to="reports/%Y/%m")),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.employee"
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="packs", to="cases.case"
                    ),
                ),
                (
                    "site",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="reports", to="people.site"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("state__in", ["queued", "running"])), fields=["id"], name="report_waiting"
                    ),
                    models.Index(fields=["site", "-id"], name="report_newest"),
                    models.Index(fields=["asked_at"], name="report_old"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["month", "brief", "case"])), name="report_kind"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["queued", "running", "done", "failed"])), name="report_state"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("case__isnull", False), ("kind", "case"), ("month", None)),
                            models.Q(
                                models.Q(("kind", "case"), _negated=True), ("case", None), ("month__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="report_of_a_case_or_a_month",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "done"), ("made_at__isnull", False)),
                            models.Q(models.Q(("state", "done"), _negated=True), ("made_at", None)),
                            _connector="OR",
                        ),
                        name="report_done_has_its_time",
                    ),
                    models.CheckConstraint(condition=models.Q(("progress__lte", 100)), name="report_progress"),
                    models.UniqueConstraint(
                        condition=models.Q(("month__isnull", False), ("state__in", ["queued", "running"])),
                        fields=("site", "kind", "month", "language"),
                        name="report_of_a_month_waits_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("case__isnull", False), ("state__in", ["queued", "running"])),
                        fields=("case", "language"),
                        name="report_of_a_case_waits_once",
                    ),
                ],
            },
        ),
    ]
