import django.db.models.deletion
from django.db import migrations, models

from gensui.ledger import tables


class Migration(tables.Migration):
    initial = True

    dependencies = [
        ("cases", "0001_tables"),
        ("people", "0002_cache"),
    ]

    operations = [
        migrations.CreateModel(
            name="Sort",
            fields=[
                ("key", models.SlugField(max_length=40, primary_key=True, serialize=False)),
                ("name", models.JSONField()),
                (
                    "department",
                    models.CharField(
                        choices=[
                            ("customer_service", "customer service"),
                            ("maintenance", "maintenance"),
                            ("security", "security"),
                            ("cleaning", "cleaning"),
                            ("greening", "greening"),
                            ("administration", "administration"),
                        ],
                        max_length=20,
                    ),
                ),
                ("walk", models.CharField(choices=[("patrol", "patrol"), ("task", "task")], max_length=6)),
                ("clause", models.CharField(blank=True, max_length=80)),
                ("work", models.CharField(blank=True, max_length=12)),
                ("heavy", models.BooleanField(default=False)),
                ("key_area", models.BooleanField(default=False)),
                ("rule", models.CharField(max_length=300)),
                ("minutes", models.PositiveSmallIntegerField(help_text="how long a round takes, at most")),
                ("checklist", models.JSONField(blank=True, default=list)),
                ("categories", models.JSONField(blank=True, default=list)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("walk__in", ["patrol", "task"])), name="sort_walk"),
                    models.CheckConstraint(
                        condition=models.Q(("department__in", ["security", "cleaning", "greening", "maintenance"])),
                        name="sort_department",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("walk", "patrol"), _negated=True),
                            models.Q(("clause", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="sort_patrol_is_scheduled",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Plan",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=80)),
                ("rule", models.CharField(max_length=300)),
                ("first_at", models.DateTimeField()),
                ("tolerance_minutes", models.PositiveIntegerField(default=0, help_text="0: that of the clause")),
                ("minutes", models.PositiveSmallIntegerField(help_text="how long a round takes, at most")),
                (
                    "planned_until",
                    models.DateTimeField(help_text="up to when its tasks are on the plan, if it has tasks"),
                ),
                ("retired_at", models.DateTimeField(null=True)),
                (
                    "area",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="plans", to="people.area"
                    ),
                ),
                (
                    "assignee",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="plans",
                        to="people.employee",
                    ),
                ),
                (
                    "buildings",
                    models.ManyToManyField(
                        help_text="whom its notices concern; none: all", related_name="plans", to="people.building"
                    ),
                ),
                (
                    "site",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="plans", to="people.site"
                    ),
                ),
                (
                    "sort",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="plans", to="rounds.sort"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(condition=models.Q(("retired_at", None)), fields=["planned_until"], name="plan_next")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("retired_at__isnull", True)),
                        fields=("site", "name"),
                        name="plan_once_in_site",
                    ),
                    models.CheckConstraint(condition=models.Q(("minutes__gte", 1)), name="plan_takes_time"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Point",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=80)),
                ("x", models.PositiveSmallIntegerField()),
                ("y", models.PositiveSmallIntegerField()),
                ("latitude", models.FloatField(null=True)),
                ("longitude", models.FloatField(null=True)),
                ("tag", models.PositiveSmallIntegerField(default=1)),
                ("keyed_at", models.DateTimeField()),
                ("retired_at", models.DateTimeField(null=True)),
                (
                    "area",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="points", to="people.area"
                    ),
                ),
                (
                    "building",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="points",
                        to="people.building",
                    ),
                ),
                (
                    "site",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="points", to="people.site"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("site", "name"), name="point_once_in_site"),
                    models.CheckConstraint(
                        condition=models.Q(("x__lte", 1000), ("y__lte", 1000)), name="point_on_the_plan"
                    ),
                    models.CheckConstraint(condition=models.Q(("tag__gte", 1)), name="point_tag_from_one"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("latitude", None), ("longitude", None)),
                            models.Q(("latitude__range", (-90, 90)), ("longitude__range", (-180, 180))),
                            _connector="OR",
                        ),
                        name="point_on_the_globe",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Report",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "department",
                    models.CharField(
                        choices=[
                            ("customer_service", "customer service"),
                            ("maintenance", "maintenance"),
                            ("security", "security"),
                            ("cleaning", "cleaning"),
                            ("greening", "greening"),
                            ("administration", "administration"),
                        ],
                        max_length=20,
                    ),
                ),
                ("period", models.CharField(help_text="2026-W47", max_length=8)),
                ("since", models.DateTimeField()),
                ("until", models.DateTimeField()),
                ("planned", models.PositiveIntegerField()),
                ("kept", models.PositiveIntegerField()),
                ("figures", models.JSONField(default=dict)),
                ("problems", models.TextField(blank=True)),
                ("patterns", models.TextField(blank=True)),
                ("ahead", models.TextField(blank=True)),
                ("drafted_at", models.DateTimeField()),
                ("submitted_at", models.DateTimeField(null=True)),
                ("received_at", models.DateTimeField(null=True)),
                (
                    "received_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.employee"
                    ),
                ),
                (
                    "site",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.site"),
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
                    models.UniqueConstraint(fields=("site", "department", "period"), name="report_once"),
                    models.CheckConstraint(
                        condition=models.Q(("kept__lte", models.F("planned"))), name="report_adds_up"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("received_at", None), ("submitted_at__isnull", False), _connector="OR"),
                        name="report_submitted_first",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Round",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=40)),
                ("slot", models.PositiveIntegerField(null=True)),
                ("planned_at", models.DateTimeField(null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("planned", "planned"),
                            ("running", "running"),
                            ("done", "done"),
                            ("left", "left undone"),
                            ("cancelled", "cancelled"),
                        ],
                        max_length=9,
                    ),
                ),
                (
                    "came",
                    models.CharField(
                        choices=[("phone", "by phone"), ("paper", "from the paper register")],
                        default="phone",
                        max_length=5,
                    ),
                ),
                ("device", models.CharField(blank=True, max_length=40)),
                ("started_at", models.DateTimeField(null=True)),
                ("finished_at", models.DateTimeField(null=True)),
                ("received_at", models.DateTimeField(help_text="when the house heard of its end", null=True)),
                ("missed", models.JSONField(default=list)),
                ("flags", models.JSONField(default=list)),
                ("note", models.TextField(blank=True)),
                ("passed", models.BooleanField(null=True)),
                ("score", models.PositiveSmallIntegerField(null=True)),
                ("remark", models.TextField(blank=True)),
                ("checked_at", models.DateTimeField(null=True)),
                (
                    "checked_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.employee"
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="rounds", to="rounds.plan"
                    ),
                ),
                (
                    "redo_of",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="redone", to="rounds.round"
                    ),
                ),
                (
                    "worker",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rounds",
                        to="people.employee",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["plan", "-started_at"], name="round_history"),
                    models.Index(fields=["worker", "-started_at"], name="round_of_worker"),
                    models.Index(fields=["plan", "slot"], name="round_of_slot"),
                    models.Index(condition=models.Q(("state", "running")), fields=["started_at"], name="round_running"),
                    models.Index(condition=models.Q(("state", "planned")), fields=["planned_at"], name="round_to_come"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("key",), name="round_key"),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["planned", "running", "done", "left", "cancelled"])),
                        name="round_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["running", "done"]), _negated=True),
                            models.Q(("started_at__isnull", False), ("worker__isnull", False)),
                            _connector="OR",
                        ),
                        name="round_of_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("finished_at", None), ("finished_at__gte", models.F("started_at")), _connector="OR"
                        ),
                        name="round_ends_after_start",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("score", None), ("score__range", (1, 5)), _connector="OR"),
                        name="round_score",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Finding",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=40)),
                (
                    "kind",
                    models.CharField(
                        choices=[("anomaly", "something wrong"), ("hazard", "a hazard"), ("bin_full", "a full bin")],
                        max_length=8,
                    ),
                ),
                ("words", models.TextField(blank=True)),
                ("photos", models.JSONField(default=list)),
                ("found_at", models.DateTimeField()),
                ("received_at", models.DateTimeField()),
                (
                    "case",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="findings", to="cases.case"
                    ),
                ),
                (
                    "category",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.category"
                    ),
                ),
                (
                    "reporter",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="findings", to="people.employee"
                    ),
                ),
                (
                    "site",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="findings", to="people.site"
                    ),
                ),
                (
                    "point",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="findings",
                        to="rounds.point",
                    ),
                ),
                (
                    "round",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="findings",
                        to="rounds.round",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["site", "-found_at"], name="finding_newest")],
                "constraints": [
                    models.UniqueConstraint(fields=("key",), name="finding_key"),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["anomaly", "hazard", "bin_full"])), name="finding_kind"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Announcement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=120)),
                ("work", models.TextField()),
                ("place", models.CharField(max_length=120)),
                ("from_at", models.DateTimeField()),
                ("to_at", models.DateTimeField()),
                ("agent", models.CharField(blank=True, max_length=120)),
                ("impact", models.TextField()),
                ("contact", models.CharField(max_length=120)),
                ("channels", models.JSONField(default=list)),
                ("told", models.PositiveIntegerField(default=0)),
                ("published_at", models.DateTimeField()),
                ("cancelled_at", models.DateTimeField(null=True)),
                ("cancel_reason", models.TextField(blank=True)),
                ("buildings", models.ManyToManyField(related_name="+", to="people.building")),
                (
                    "published_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.employee"
                    ),
                ),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="announcements", to="rounds.round"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("cancelled_at", None)), fields=["to_at"], name="announcement_ahead"
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("to_at__gt", models.F("from_at"))), name="announcement_ends_after_start"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("cancelled_at__isnull", True)),
                        fields=("round",),
                        name="announcement_one_good",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Scan",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "proof",
                    models.CharField(
                        choices=[("nfc", "tag"), ("qr", "QR code"), ("manual", "by hand"), ("paper", "on paper")],
                        max_length=6,
                    ),
                ),
                ("at", models.DateTimeField()),
                ("device_at", models.DateTimeField()),
                ("received_at", models.DateTimeField()),
                ("latitude", models.FloatField(null=True)),
                ("longitude", models.FloatField(null=True)),
                ("accuracy", models.FloatField(help_text="metres", null=True)),
                ("answers", models.JSONField(default=dict)),
                ("flags", models.JSONField(default=list)),
                ("photos", models.JSONField(default=list)),
                ("note", models.CharField(blank=True, max_length=500)),
                (
                    "point",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="scans", to="rounds.point"
                    ),
                ),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="scans", to="rounds.round"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["point", "-at"], name="scan_last"),
                    models.Index(
                        condition=models.Q(("latitude__isnull", False)), fields=["received_at"], name="scan_placed"
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("proof__in", ["nfc", "qr", "manual", "paper"])), name="scan_proof"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Sent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=40)),
                ("device", models.CharField(max_length=40)),
                ("number", models.PositiveIntegerField(help_text="in the order of the phone")),
                ("kind", models.CharField(max_length=10)),
                ("device_at", models.DateTimeField()),
                ("received_at", models.DateTimeField()),
                ("outcome", models.CharField(choices=[("taken", "taken"), ("refused", "refused")], max_length=7)),
                ("code", models.CharField(blank=True, max_length=40)),
                ("sentence", models.CharField(blank=True, max_length=400)),
                ("said", models.JSONField(default=dict)),
                (
                    "employee",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.employee"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("outcome", "refused")), fields=["-received_at"], name="sent_refused"
                    ),
                    models.Index(
                        condition=models.Q(("said", {}), _negated=True), fields=["received_at"], name="sent_old"
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("key",), name="sent_once"),
                    models.CheckConstraint(
                        condition=models.Q(("outcome__in", ["taken", "refused"])), name="sent_outcome"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Stop",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("order", models.PositiveSmallIntegerField()),
                ("seconds", models.PositiveIntegerField(default=0)),
                (
                    "picture",
                    models.CharField(
                        choices=[
                            ("none", "no photo"),
                            ("failed", "a photo where something is wrong"),
                            ("always", "always a photo"),
                        ],
                        default="failed",
                        max_length=6,
                    ),
                ),
                ("checklist", models.JSONField(blank=True, default=list)),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="stops", to="rounds.plan"
                    ),
                ),
                (
                    "point",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="stops", to="rounds.point"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("plan", "order"), name="stop_order_once"),
                    models.UniqueConstraint(fields=("plan", "point"), name="stop_point_once"),
                    models.CheckConstraint(
                        condition=models.Q(("picture__in", ["none", "failed", "always"])), name="stop_picture"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Photo",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("digest", models.CharField(max_length=64)),
                ("file", models.FileField(max_length=160, upload_to="rounds/%Y/%m")),
                ("width", models.PositiveIntegerField()),
                ("height", models.PositiveIntegerField()),
                ("received_at", models.DateTimeField()),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.employee"
                    ),
                ),
                (
                    "site",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.site"),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("digest",), name="photo_once")],
            },
        ),
    ]
