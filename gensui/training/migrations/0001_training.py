import django.db.models.deletion
from django.db import migrations, models

from gensui.ledger import tables


class Migration(tables.Migration):
    initial = True

    dependencies = [
        ("people", "0006_newcomers"),
    ]

    operations = [
        migrations.CreateModel(
            name="Course",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.SlugField(max_length=40)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("induction", "induction"),
                            ("quarterly", "quarterly training"),
                            ("special", "training by post"),
                            ("drill", "drill and skills"),
                        ],
                        max_length=10,
                    ),
                ),
                ("name", models.JSONField()),
                ("modules", models.JSONField(default=list)),
                ("questions", models.JSONField(default=list)),
                ("pass_mark", models.PositiveSmallIntegerField(default=80)),
                ("minutes", models.PositiveSmallIntegerField(default=20, help_text="for the test")),
                ("tries", models.PositiveSmallIntegerField(default=3, help_text="the first test and its make-ups")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("key",), name="course_once"),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["induction", "quarterly", "special", "drill"])),
                        name="course_kind",
                    ),
                    models.CheckConstraint(condition=models.Q(("pass_mark__lte", 100)), name="course_pass_mark"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Session",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("place", models.CharField(max_length=60)),
                ("starts_at", models.DateTimeField()),
                ("planned_at", models.DateTimeField()),
                ("closed_at", models.DateTimeField(null=True)),
                ("cancelled_at", models.DateTimeField(null=True)),
                (
                    "course",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="sessions", to="training.course"
                    ),
                ),
                (
                    "planned_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.employee"
                    ),
                ),
                (
                    "site",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="trainings", to="people.site"
                    ),
                ),
                (
                    "trainer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.employee"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["site", "starts_at"], name="session_of_year")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("closed_at", None), ("cancelled_at", None), _connector="OR"),
                        name="session_closed_or_cancelled",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Seat",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "attended_at",
                    models.DateTimeField(help_text="when the session was closed with every half day signed", null=True),
                ),
                ("score", models.PositiveSmallIntegerField(help_text="the best, out of 100", null=True)),
                ("passed_at", models.DateTimeField(null=True)),
                ("certificate", models.CharField(max_length=20, null=True)),
                (
                    "employee",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="seats", to="people.employee"
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="seats", to="training.session"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["employee", "-id"], name="seat_of_employee")],
                "constraints": [
                    models.UniqueConstraint(fields=("session", "employee"), name="seat_once"),
                    models.UniqueConstraint(fields=("certificate",), name="certificate_once"),
                    models.CheckConstraint(
                        condition=models.Q(("score", None), ("score__lte", 100), _connector="OR"), name="seat_score"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HalfDay",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("starts_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                ("hours", models.PositiveSmallIntegerField(help_text="course hours")),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="half_days", to="training.session"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("session", "starts_at"), name="half_day_once"),
                    models.CheckConstraint(
                        condition=models.Q(("ends_at__gt", models.F("starts_at"))), name="half_day_ends_after_start"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SignIn",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "way",
                    models.CharField(
                        choices=[("code", "code in the room"), ("paper", "entered from paper")], max_length=5
                    ),
                ),
                ("came_at", models.DateTimeField()),
                ("entered_at", models.DateTimeField()),
                ("struck_at", models.DateTimeField(null=True)),
                ("struck_why", models.CharField(blank=True, max_length=200)),
                (
                    "entered_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.employee"
                    ),
                ),
                (
                    "half_day",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="sign_ins", to="training.halfday"
                    ),
                ),
                (
                    "seat",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="sign_ins", to="training.seat"
                    ),
                ),
                (
                    "struck_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.employee"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("struck_at", None)), fields=("seat", "half_day"), name="sign_in_once"
                    ),
                    models.CheckConstraint(condition=models.Q(("way__in", ["code", "paper"])), name="sign_in_way"),
                    models.CheckConstraint(
                        condition=models.Q(("came_at__lte", models.F("entered_at"))), name="sign_in_entered_after"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SignOff",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.CharField(max_length=40)),
                ("presented_at", models.DateTimeField()),
                ("reminded_at", models.DateTimeField(null=True)),
                ("signed_at", models.DateTimeField(null=True)),
                (
                    "employee",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="sign_offs", to="people.employee"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("signed_at", None)), fields=["presented_at"], name="sign_off_waiting"
                    )
                ],
                "constraints": [models.UniqueConstraint(fields=("employee", "version"), name="sign_off_once")],
            },
        ),
        migrations.CreateModel(
            name="Correction",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("before", models.PositiveSmallIntegerField(null=True)),
                ("after", models.PositiveSmallIntegerField()),
                ("reason", models.CharField(max_length=400)),
                ("corrected_at", models.DateTimeField()),
                (
                    "corrected_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.employee"
                    ),
                ),
                (
                    "seat",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="corrections", to="training.seat"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("after__lte", 100)), name="correction_score")
                ],
            },
        ),
        migrations.CreateModel(
            name="Attempt",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField()),
                ("questions", models.JSONField()),
                ("answers", models.JSONField(default=list)),
                ("started_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                ("handed_in_at", models.DateTimeField(null=True)),
                ("score", models.PositiveSmallIntegerField(null=True)),
                (
                    "seat",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="attempts", to="training.seat"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("seat", "number"), name="attempt_number"),
                    models.CheckConstraint(
                        condition=models.Q(("score", None), ("score__lte", 100), _connector="OR"), name="attempt_score"
                    ),
                ],
            },
        ),
    ]
