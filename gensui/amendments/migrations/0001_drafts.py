import django.db.models.deletion
from django.db import migrations, models

from gensui.ledger import tables


class Migration(tables.Migration):
    initial = True

    dependencies = [
        ("ledger", "0005_obligation_slot"),
        ("people", "0003_roster"),
    ]

    operations = [
        migrations.CreateModel(
            name="Draft",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=120)),
                ("version", models.CharField(max_length=40)),
                ("files", models.JSONField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("writing", "being written"),
                            ("consulting", "in consultation"),
                            ("approved", "approved"),
                            ("withdrawn", "withdrawn"),
                        ],
                        default="writing",
                        max_length=10,
                    ),
                ),
                ("drafted_at", models.DateTimeField()),
                ("changed_at", models.DateTimeField()),
                ("comments_until", models.DateTimeField(null=True)),
                ("approved_at", models.DateTimeField(null=True)),
                ("published_at", models.DateTimeField(null=True)),
                ("starts_at", models.DateTimeField(null=True)),
                (
                    "effective_at",
                    models.DateTimeField(help_text="when it was put on record that it is in force", null=True),
                ),
                (
                    "approved_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.employee"
                    ),
                ),
                (
                    "base",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="ledger.policyversion"
                    ),
                ),
                (
                    "drafted_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.employee"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("effective_at", None), ("state", "approved")),
                        fields=["starts_at"],
                        name="draft_to_begin",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["writing", "consulting", "approved", "withdrawn"])),
                        name="draft_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("approved_by__isnull", False), ("starts_at__isnull", False), ("state", "approved")
                            ),
                            models.Q(("state", "approved"), _negated=True),
                            _connector="OR",
                        ),
                        name="draft_approved_by_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("approved_by", None),
                            models.Q(("approved_by", models.F("drafted_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="draft_two_persons",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("published_at", None), ("published_at__lte", models.F("starts_at")), _connector="OR"
                        ),
                        name="draft_published_before_it_starts",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Comment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("clause", models.CharField(blank=True, max_length=20)),
                ("text", models.TextField()),
                ("written_at", models.DateTimeField()),
                (
                    "written_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.employee"
                    ),
                ),
                (
                    "draft",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="comments", to="amendments.draft"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Study",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(choices=[("what_if", "what if"), ("staffing", "staffing")], max_length=8)),
                ("since", models.DateTimeField()),
                ("until", models.DateTimeField()),
                ("asked_at", models.DateTimeField()),
                ("begun_at", models.DateTimeField(null=True)),
                ("progress_at", models.DateTimeField(null=True)),
                ("done", models.PositiveIntegerField(default=0)),
                ("all", models.PositiveIntegerField(default=0)),
                ("finished_at", models.DateTimeField(null=True)),
                ("error", models.CharField(blank=True, max_length=300)),
                ("result", models.JSONField(default=dict)),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.employee"
                    ),
                ),
                (
                    "draft",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="studies",
                        to="amendments.draft",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(condition=models.Q(("finished_at", None)), fields=["id"], name="study_waiting")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["what_if", "staffing"])), name="study_kind"
                    ),
                    models.CheckConstraint(condition=models.Q(("until__gt", models.F("since"))), name="study_period"),
                ],
            },
        ),
    ]
