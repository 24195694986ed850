import django.db.models.deletion
from django.db import migrations, models

from gensui.ledger import tables


class Migration(tables.Migration):
    initial = True

    dependencies = [
        ("people", "0002_cache"),
    ]

    operations = [
        migrations.CreateModel(
            name="DailyReport",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField(help_text="on which the day began, at eight in the morning")),
                ("figures", models.JSONField()),
                (
                    "differences",
                    models.JSONField(default=list, help_text="figures in which the register and the ledger disagree"),
                ),
                ("handover", models.TextField(blank=True)),
                ("compiled_at", models.DateTimeField()),
                ("submitted_at", models.DateTimeField(null=True)),
                ("accepted_at", models.DateTimeField(null=True)),
                (
                    "accepted_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.employee"
                    ),
                ),
                (
                    "site",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="daily_reports", to="people.site"
                    ),
                ),
                (
                    "submitted_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.employee"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("site", "day"), name="daily_report_once"),
                    models.CheckConstraint(
                        condition=models.Q(("accepted_at", None), ("submitted_at__isnull", False), _connector="OR"),
                        name="daily_report_accepted_after_submitted",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DailyExplanation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("figure", models.CharField(blank=True, max_length=20)),
                ("text", models.TextField()),
                ("written_at", models.DateTimeField()),
                (
                    "written_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.employee"
                    ),
                ),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="explanations",
                        to="security.dailyreport",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Incident",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("plan", models.CharField(max_length=20)),
                ("name", models.JSONField(help_text="the plan's name when it was reported, in each language")),
                (
                    "severity",
                    models.CharField(
                        choices=[
                            ("minor", "minor"),
                            ("general", "general"),
                            ("major", "major"),
                            ("critical", "critical"),
                        ],
                        max_length=8,
                    ),
                ),
                ("drill", models.BooleanField(default=False)),
                ("place", models.CharField(blank=True, max_length=120)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("reported", "reported"),
                            ("on_scene", "on the scene"),
                            ("running", "plan running"),
                            ("controlled", "under control"),
                            ("closed", "over, to be reviewed"),
                            ("reviewed", "reviewed"),
                        ],
                        default="reported",
                        max_length=10,
                    ),
                ),
                ("reported_at", models.DateTimeField()),
                ("on_scene_at", models.DateTimeField(null=True)),
                ("plan_started_at", models.DateTimeField(null=True)),
                ("controlled_at", models.DateTimeField(null=True)),
                ("closed_at", models.DateTimeField(null=True)),
                ("reviewed_at", models.DateTimeField(null=True)),
                ("injured", models.PositiveSmallIntegerField(null=True)),
                ("cause", models.TextField(blank=True)),
                (
                    "evidence",
                    models.JSONField(default=list, help_text="what the plan asks for, and whether it is there"),
                ),
                ("review", models.TextField(blank=True)),
                ("measures", models.TextField(blank=True)),
                (
                    "area",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="incidents",
                        to="people.area",
                    ),
                ),
                (
                    "first_guard",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.employee"
                    ),
                ),
                (
                    "reporter",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.employee"
                    ),
                ),
                (
                    "site",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="incidents", to="people.site"
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="incidents",
                        to="people.unit",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(condition=models.Q(("closed_at", None)), fields=["site"], name="incident_running"),
                    models.Index(fields=["site", "-reported_at"], name="incident_newest"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["reported", "on_scene", "running", "controlled", "closed", "reviewed"])
                        ),
                        name="incident_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("severity__in", ["minor", "general", "major", "critical"])),
                        name="incident_severity",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["closed", "reviewed"]), _negated=True),
                            ("closed_at__isnull", False),
                            _connector="OR",
                        ),
                        name="incident_closed_with_a_time",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="IncidentNotice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "party",
                    models.CharField(
                        choices=[
                            ("customer_service", "customer service"),
                            ("leaders", "leaders"),
                            ("guards", "guards"),
                            ("helpers", "other departments"),
                            ("owners", "owners"),
                            ("authorities", "outside help"),
                        ],
                        max_length=16,
                    ),
                ),
                ("body", models.JSONField(help_text="of a body outside: its name in each language", null=True)),
                ("call", models.CharField(blank=True, max_length=20)),
                ("told_at", models.DateTimeField(null=True)),
                ("acknowledged_at", models.DateTimeField(null=True)),
                ("way", models.CharField(blank=True, max_length=4)),
                (
                    "employee",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.employee"
                    ),
                ),
                (
                    "incident",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="notices", to="security.incident"
                    ),
                ),
                (
                    "noted_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.employee"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("employee__isnull", False)),
                        fields=("incident", "employee"),
                        name="incident_notice_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("party__in", ["customer_service", "leaders", "guards", "helpers", "owners", "authorities"])
                        ),
                        name="incident_notice_party",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="IncidentStep",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=20)),
                ("place", models.PositiveSmallIntegerField()),
                ("text", models.JSONField()),
                ("call", models.CharField(blank=True, max_length=20)),
                ("due_at", models.DateTimeField()),
                (
                    "outcome",
                    models.CharField(
                        blank=True, choices=[("done", "done"), ("not_needed", "not needed here")], max_length=10
                    ),
                ),
                ("done_at", models.DateTimeField(null=True)),
                ("note", models.CharField(blank=True, max_length=300)),
                (
                    "done_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.employee"
                    ),
                ),
                (
                    "incident",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="steps", to="security.incident"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("incident", "key"), name="incident_step_once"),
                    models.CheckConstraint(
                        condition=models.Q(("outcome__in", ["", "done", "not_needed"])), name="incident_step_outcome"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("done_at", None), ("outcome", "")),
                            models.Q(models.Q(("outcome", ""), _negated=True), ("done_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="incident_step_done_with_a_time",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Pass",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("visitor", "visitor"),
                            ("courier", "courier"),
                            ("contractor", "contractor"),
                            ("helper", "household help"),
                            ("vehicle", "vehicle"),
                        ],
                        max_length=10,
                    ),
                ),
                ("name", models.CharField(blank=True, max_length=40)),
                ("plate", models.CharField(blank=True, max_length=12)),
                ("valid_from", models.DateTimeField()),
                ("valid_until", models.DateTimeField()),
                ("uses", models.PositiveSmallIntegerField(default=1)),
                ("used", models.PositiveSmallIntegerField(default=0)),
                ("issued_at", models.DateTimeField()),
                ("revoked_at", models.DateTimeField(null=True)),
                ("erased_at", models.DateTimeField(null=True)),
                (
                    "resident",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="passes", to="people.resident"
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="passes", to="people.unit"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["resident", "-id"], name="pass_of_resident"),
                    models.Index(condition=models.Q(("erased_at", None)), fields=["valid_until"], name="pass_to_erase"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["visitor", "courier", "contractor", "helper", "vehicle"])),
                        name="pass_kind",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("valid_until__gt", models.F("valid_from"))), name="pass_ends_after_start"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("used__lte", models.F("uses"))), name="pass_used_within_uses"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="GateEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("visitor", "visitor"),
                            ("courier", "courier"),
                            ("contractor", "contractor"),
                            ("helper", "household help"),
                            ("vehicle", "vehicle"),
                        ],
                        max_length=10,
                    ),
                ),
                ("name", models.CharField(blank=True, max_length=40)),
                ("plate", models.CharField(blank=True, max_length=12)),
                ("persons", models.PositiveSmallIntegerField(default=1)),
                ("purpose", models.CharField(blank=True, max_length=60)),
                ("arrived_at", models.DateTimeField()),
                (
                    "entered_at",
                    models.DateTimeField(
                        help_text="when it was written down; later than it happened, where paper came first"
                    ),
                ),
                ("asked_at", models.DateTimeField(null=True)),
                (
                    "reply",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("agreed", "owner says yes"),
                            ("refused", "owner says no"),
                            ("unreachable", "owner not reached"),
                            ("pass", "by the owner's pass"),
                        ],
                        max_length=11,
                    ),
                ),
                (
                    "way",
                    models.CharField(
                        blank=True,
                        choices=[("link", "by the link"), ("app", "on the owners' page"), ("call", "by telephone")],
                        max_length=4,
                    ),
                ),
                ("replied_at", models.DateTimeField(null=True)),
                (
                    "decision",
                    models.CharField(
                        blank=True,
                        choices=[("admitted", "admitted"), ("refused", "refused"), ("waiting", "asked to wait")],
                        max_length=8,
                    ),
                ),
                ("decided_at", models.DateTimeField(null=True)),
                ("left_at", models.DateTimeField(null=True)),
                ("erased_at", models.DateTimeField(null=True)),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.employee"
                    ),
                ),
                (
                    "registered_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.employee"
                    ),
                ),
                (
                    "site",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="gate_entries", to="people.site"
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="gate_entries",
                        to="people.unit",
                    ),
                ),
                (
                    "permit",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entries",
                        to="security.pass",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("left_at", None)), fields=["site", "arrived_at"], name="gate_open"
                    ),
                    models.Index(fields=["site", "-arrived_at"], name="gate_register"),
                    models.Index(
                        condition=models.Q(("decision__in", ["", "waiting"])), fields=["unit"], name="gate_of_unit"
                    ),
                    models.Index(condition=models.Q(("erased_at", None)), fields=["arrived_at"], name="gate_to_erase"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["visitor", "courier", "contractor", "helper", "vehicle"])),
                        name="gate_kind",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("decision__in", ["", "admitted", "refused", "waiting"])),
                        name="gate_decision",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reply__in", ["", "agreed", "refused", "unreachable", "pass"])),
                        name="gate_reply",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_at", None), ("decision", "")),
                            models.Q(models.Q(("decision", ""), _negated=True), ("decided_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="gate_decided_with_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("persons__gte", 1), ("persons__lte", 99)), name="gate_persons"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("entered_at__gte", models.F("arrived_at"))),
                        name="gate_entered_after_arrival",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("erased_at", None),
                            models.Q(("name", ""), ("plate", ""), ("purpose", ""), ("unit", None)),
                            _connector="OR",
                        ),
                        name="gate_erased_is_empty",
                    ),
                ],
            },
        ),
    ]
