import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from gensui.ledger import tables


class Migration(tables.Migration):
    initial = True

    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [
        migrations.CreateModel(
            name="Department",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
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
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                [
                                    "customer_service",
                                    "maintenance",
                                    "security",
                                    "cleaning",
                                    "greening",
                                    "administration",
                                ],
                            )
                        ),
                        name="department_kind",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Household",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("since_on", models.DateField(null=True)),
                ("until_on", models.DateField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="User",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                (
                    "is_superuser",
                    models.BooleanField(
                        default=False,
                        help_text="Designates that this user has all permissions without explicitly assigning them.",
                        verbose_name="superuser status",
                    ),
                ),
                ("username", models.CharField(max_length=80)),
                ("email", models.EmailField(blank=True, max_length=254)),
                ("is_active", models.BooleanField(default=True)),
                ("is_staff", models.BooleanField(default=False, help_text="may open the technicians' admin")),
                ("language", models.CharField(blank=True, max_length=10)),
                (
                    "theme",
                    models.CharField(
                        blank=True,
                        choices=[("", "Auto"), ("light", "Light"), ("dark", "Dark")],
                        default="",
                        max_length=5,
                    ),
                ),
                ("date_joined", models.DateTimeField(null=True)),
                (
                    "groups",
                    models.ManyToManyField(
                        blank=True,
                        help_text="The groups this user belongs to. A user will get all permissions granted to each of their groups.",
                        related_name="user_set",
                        related_query_name="user",
                        to="auth.group",
                        verbose_name="groups",
                    ),
                ),
                (
                    "user_permissions",
                    models.ManyToManyField(
                        blank=True,
                        help_text="Specific permissions for this user.",
                        related_name="user_set",
                        related_query_name="user",
                        to="auth.permission",
                        verbose_name="user permissions",
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("username",), name="user_name_once")],
            },
        ),
        migrations.CreateModel(
            name="Employee",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(max_length=20)),
                ("name", models.CharField(max_length=80)),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("agent", "agent"),
                            ("service_head", "head of customer service"),
                            ("technician", "repairman"),
                            ("team_leader", "team leader"),
                            ("guard", "guard"),
                            ("cleaner", "cleaner"),
                            ("gardener", "gardener"),
                            ("dept_head", "department head"),
                            ("admin_manager", "administration manager"),
                            ("hr", "human resources"),
                            ("general_manager", "general manager"),
                            ("operator", "operator"),
                        ],
                        max_length=20,
                    ),
                ),
                ("phone", models.TextField(blank=True)),
                (
                    "skills",
                    models.JSONField(blank=True, default=list, help_text="beginnings of categories, as REP.WAT"),
                ),
                ("left_on", models.DateField(blank=True, null=True)),
                (
                    "department",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="employees", to="people.department"
                    ),
                ),
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="employee",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("number",), name="employee_number_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "role__in",
                                [
                                    "agent",
                                    "service_head",
                                    "technician",
                                    "team_leader",
                                    "guard",
                                    "cleaner",
                                    "gardener",
                                    "dept_head",
                                    "admin_manager",
                                    "hr",
                                    "general_manager",
                                    "operator",
                                ],
                            )
                        ),
                        name="employee_role",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="OneTimeCode",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("phone_digest", models.CharField(max_length=64)),
                ("code_digest", models.CharField(max_length=64)),
                ("created_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                ("used_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("used_at", None)),
                        fields=["phone_digest", "expires_at"],
                        name="code_of_phone",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Post",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=60)),
                (
                    "department",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="posts", to="people.department"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("department", "name"), name="post_once_in_department")],
            },
        ),
        migrations.CreateModel(
            name="Duty",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("starts_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                (
                    "employee",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="duties", to="people.employee"
                    ),
                ),
                (
                    "post",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="duties", to="people.post"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["ends_at", "starts_at"], name="duty_now")],
                "constraints": [
                    models.UniqueConstraint(fields=("employee", "starts_at"), name="duty_once"),
                    models.CheckConstraint(
                        condition=models.Q(("ends_at__gt", models.F("starts_at"))), name="duty_ends_after_start"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Resident",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=80)),
                (
                    "relation",
                    models.CharField(
                        choices=[
                            ("owner", "owner"),
                            ("family", "family"),
                            ("tenant", "tenant"),
                            ("decorator", "decorator"),
                            ("agent", "agent of the owner"),
                            ("staff", "staff"),
                            ("anonymous", "anonymous"),
                        ],
                        max_length=10,
                    ),
                ),
                ("phone", models.TextField(blank=True)),
                ("phone_digest", models.CharField(blank=True, max_length=64)),
                ("phone_tail", models.CharField(blank=True, max_length=4)),
                ("email", models.TextField(blank=True)),
                (
                    "preference",
                    models.CharField(
                        choices=[("phone", "telephone"), ("message", "message")], default="phone", max_length=8
                    ),
                ),
                ("quiet_from", models.TimeField(blank=True, null=True)),
                ("quiet_until", models.TimeField(blank=True, null=True)),
                ("language", models.CharField(blank=True, max_length=10)),
                ("erased_at", models.DateTimeField(null=True)),
                (
                    "household",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="residents", to="people.household"
                    ),
                ),
                (
                    "user",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="resident",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("phone_digest", ""), _negated=True),
                        fields=["phone_digest"],
                        name="resident_phone",
                    ),
                    models.Index(
                        condition=models.Q(("phone_tail", ""), _negated=True),
                        fields=["phone_tail"],
                        name="resident_phone_tail",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("relation__in", ["owner", "family", "tenant", "decorator", "agent", "staff", "anonymous"])
                        ),
                        name="resident_relation",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("preference__in", ["phone", "message"])), name="resident_preference"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Shift",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=40)),
                ("starts", models.TimeField()),
                ("ends", models.TimeField()),
                (
                    "department",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="shifts", to="people.department"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("department", "name"), name="shift_once_in_department")
                ],
            },
        ),
        migrations.CreateModel(
            name="Site",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.SlugField(max_length=40)),
                ("name", models.CharField(max_length=80)),
                ("zone", models.CharField(default="Asia/Shanghai", max_length=60)),
                ("hotline", models.CharField(blank=True, max_length=30)),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("key",), name="site_key")],
            },
        ),
        migrations.AddField(
            model_name="department",
            name="site",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="departments", to="people.site"
            ),
        ),
        migrations.CreateModel(
            name="Building",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=40)),
                (
                    "site",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="buildings", to="people.site"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("site", "name"), name="building_once_in_site")],
            },
        ),
        migrations.CreateModel(
            name="Area",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=80)),
                (
                    "site",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="areas", to="people.site"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("site", "name"), name="area_once_in_site")],
            },
        ),
        migrations.CreateModel(
            name="Unit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("staircase", models.CharField(blank=True, max_length=20)),
                ("room", models.CharField(max_length=20)),
                ("label", models.CharField(max_length=90)),
                (
                    "building",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="units", to="people.building"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["label"], name="unit_label")],
                "constraints": [
                    models.UniqueConstraint(fields=("building", "staircase", "room"), name="unit_once_in_building")
                ],
            },
        ),
        migrations.AddField(
            model_name="household",
            name="unit",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="households", to="people.unit"
            ),
        ),
        migrations.AddConstraint(
            model_name="department",
            constraint=models.UniqueConstraint(fields=("site", "kind"), name="department_once_in_site"),
        ),
        migrations.AddConstraint(
            model_name="household",
            constraint=models.UniqueConstraint(
                condition=models.Q(("until_on", None)), fields=("unit",), name="household_one_at_a_time"
            ),
        ),
    ]
