import django.db.models.deletion
from django.db import migrations, models

from gensui.ledger import tables


class Migration(tables.Migration):
    initial = True

    dependencies = [
        ("ledger", "0003_outbox"),
        ("people", "0001_tables"),
    ]

    operations = [
        migrations.CreateModel(
            name="Category",
            fields=[
                ("key", models.CharField(max_length=40, primary_key=True, serialize=False)),
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
                (
                    "priority",
                    models.CharField(
                        choices=[
                            ("P1", "P1 danger"),
                            ("P2", "P2 urgent repair"),
                            ("P3", "P3 normal"),
                            ("P4", "P4 can be planned"),
                        ],
                        max_length=2,
                    ),
                ),
                (
                    "complexity",
                    models.CharField(choices=[("general", "general"), ("complex", "complex")], max_length=7),
                ),
                (
                    "request_type",
                    models.CharField(
                        choices=[
                            ("repair", "repair"),
                            ("complaint", "complaint"),
                            ("suggestion", "suggestion"),
                            ("consulting", "consulting"),
                            ("security", "security"),
                            ("cleaning", "cleaning"),
                            ("greening", "greening"),
                            ("praise", "praise"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "initials",
                    models.CharField(blank=True, help_text="of the pinyin, to be found by typing them", max_length=120),
                ),
                ("questions", models.JSONField(blank=True, default=dict)),
                ("retired_at", models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Case",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("year", models.PositiveSmallIntegerField()),
                ("place", models.CharField(blank=True, max_length=120)),
                ("requester_name", models.CharField(blank=True, max_length=80)),
                (
                    "relation",
                    models.CharField(
                        blank=True,
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
                ("convenient_time", models.CharField(blank=True, max_length=120)),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("phone", "telephone"),
                            ("visit", "at the desk"),
                            ("wechat", "WeChat"),
                            ("app", "owners' page"),
                            ("sms", "text message"),
                            ("email", "e-mail"),
                            ("patrol", "patrol"),
                            ("other", "other"),
                        ],
                        max_length=6,
                    ),
                ),
                ("content", models.TextField(blank=True)),
                (
                    "request_type",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("repair", "repair"),
                            ("complaint", "complaint"),
                            ("suggestion", "suggestion"),
                            ("consulting", "consulting"),
                            ("security", "security"),
                            ("cleaning", "cleaning"),
                            ("greening", "greening"),
                            ("praise", "praise"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "department",
                    models.CharField(
                        blank=True,
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
                (
                    "priority",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("P1", "P1 danger"),
                            ("P2", "P2 urgent repair"),
                            ("P3", "P3 normal"),
                            ("P4", "P4 can be planned"),
                        ],
                        max_length=2,
                    ),
                ),
                (
                    "complexity",
                    models.CharField(
                        blank=True, choices=[("general", "general"), ("complex", "complex")], max_length=7
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("ringing", "ringing"),
                            ("missed", "missed"),
                            ("recording", "recording"),
                            ("accepted", "accepted"),
                            ("answered", "answered on the spot"),
                            ("dispatched", "dispatched"),
                            ("assigned", "assigned"),
                            ("contacted", "owner contacted"),
                            ("on_site", "on site"),
                            ("plan_pending", "waiting for consent"),
                            ("working", "in progress"),
                            ("paused", "paused"),
                            ("completed", "work completed"),
                            ("reported", "result reported"),
                            ("told", "owner informed"),
                            ("disputed", "owner dissatisfied"),
                            ("visit_due", "waiting for the return visit"),
                            ("closed", "closed"),
                            ("cancelled", "cancelled"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "before_pause",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("ringing", "ringing"),
                            ("missed", "missed"),
                            ("recording", "recording"),
                            ("accepted", "accepted"),
                            ("answered", "answered on the spot"),
                            ("dispatched", "dispatched"),
                            ("assigned", "assigned"),
                            ("contacted", "owner contacted"),
                            ("on_site", "on site"),
                            ("plan_pending", "waiting for consent"),
                            ("working", "in progress"),
                            ("paused", "paused"),
                            ("completed", "work completed"),
                            ("reported", "result reported"),
                            ("told", "owner informed"),
                            ("disputed", "owner dissatisfied"),
                            ("visit_due", "waiting for the return visit"),
                            ("closed", "closed"),
                            ("cancelled", "cancelled"),
                        ],
                        max_length=12,
                    ),
                ),
                ("round", models.PositiveSmallIntegerField(default=1)),
                ("contact_attempts", models.PositiveSmallIntegerField(default=0)),
                ("visit_attempts", models.PositiveSmallIntegerField(default=0)),
                ("hurried", models.PositiveSmallIntegerField(default=0)),
                ("opened_at", models.DateTimeField()),
                ("confirmed_at", models.DateTimeField(null=True)),
                ("required_by", models.DateTimeField(null=True)),
                ("appointment_at", models.DateTimeField(null=True)),
                ("eta_at", models.DateTimeField(null=True)),
                ("completed_at", models.DateTimeField(null=True)),
                ("told_at", models.DateTimeField(null=True)),
                ("closed_at", models.DateTimeField(null=True)),
                (
                    "pause_reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("owner_absent", "owner away or another time"),
                            ("owner_consent", "waiting for the owner's consent"),
                            ("parts", "waiting for parts"),
                            ("third_party", "third party or warranty"),
                            ("safety_weather", "safety or weather"),
                            ("quiet_hours", "quiet hours at night"),
                        ],
                        max_length=14,
                    ),
                ),
                ("paused_until", models.DateTimeField(null=True)),
                (
                    "sentence",
                    models.CharField(
                        blank=True, help_text="of a building-wide fault: what to say to who calls", max_length=200
                    ),
                ),
                (
                    "area",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cases",
                        to="people.area",
                    ),
                ),
                (
                    "follower",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="followed",
                        to="people.employee",
                    ),
                ),
                (
                    "handler",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="handled",
                        to="people.employee",
                    ),
                ),
                (
                    "merged_into",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="merged",
                        to="cases.case",
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="cases.case",
                    ),
                ),
                (
                    "repeat_of",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="repeats",
                        to="cases.case",
                    ),
                ),
                (
                    "resident",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cases",
                        to="people.resident",
                    ),
                ),
                (
                    "site",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cases",
                        to="people.site",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cases",
                        to="people.unit",
                    ),
                ),
                (
                    "category",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cases",
                        to="cases.category",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["site", "-id"], name="case_newest"),
                    models.Index(fields=["site", "department", "state"], name="case_of_department"),
                    models.Index(fields=["unit", "category", "-opened_at"], name="case_again"),
                    models.Index(
                        condition=models.Q(("phone_digest", ""), _negated=True),
                        fields=["phone_digest"],
                        name="case_of_caller",
                    ),
                    models.Index(fields=["resident", "-id"], name="case_of_resident"),
                    models.Index(condition=models.Q(("state", "told")), fields=["told_at"], name="case_silent"),
                    models.Index(
                        condition=models.Q(("state", "visit_due")), fields=["completed_at"], name="case_to_visit"
                    ),
                    models.Index(
                        condition=models.Q(("follower__isnull", False)),
                        fields=["follower", "closed_at"],
                        name="case_of_follower",
                    ),
                    models.Index(
                        condition=models.Q(("handler__isnull", False)),
                        fields=["handler", "closed_at"],
                        name="case_of_handler",
                    ),
                    models.Index(condition=models.Q(("area__isnull", False)), fields=["area"], name="case_area"),
                    models.Index(condition=models.Q(("parent__isnull", False)), fields=["parent"], name="case_parent"),
                    models.Index(
                        condition=models.Q(("merged_into__isnull", False)),
                        fields=["merged_into"],
                        name="case_merged_into",
                    ),
                    models.Index(
                        condition=models.Q(("repeat_of__isnull", False)), fields=["repeat_of"], name="case_repeat_of"
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                [
                                    "ringing",
                                    "missed",
                                    "recording",
                                    "accepted",
                                    "answered",
                                    "dispatched",
                                    "assigned",
                                    "contacted",
                                    "on_site",
                                    "plan_pending",
                                    "working",
                                    "paused",
                                    "completed",
                                    "reported",
                                    "told",
                                    "disputed",
                                    "visit_due",
                                    "closed",
                                    "cancelled",
                                ],
                            )
                        ),
                        name="case_state",
                    ),
                    models.CheckConstraint(condition=models.Q(("round__gte", 1)), name="case_round_from_one"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "paused"), _negated=True),
                            models.Q(("pause_reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="case_paused_with_a_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["closed", "answered", "cancelled", "missed"]),
                            ("closed_at", None),
                            _connector="OR",
                        ),
                        name="case_open_is_not_closed",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Complaint",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "against",
                    models.CharField(
                        choices=[
                            ("service", "the service"),
                            ("person", "a person"),
                            ("facility", "a facility"),
                            ("neighbour", "a neighbour"),
                            ("fee", "a fee"),
                            ("other", "something else"),
                        ],
                        max_length=9,
                    ),
                ),
                (
                    "accused_department",
                    models.CharField(
                        blank=True,
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
                ("remedy_sought", models.TextField(blank=True)),
                (
                    "severity",
                    models.CharField(
                        choices=[("minor", "minor"), ("general", "general"), ("major", "major")], max_length=7
                    ),
                ),
                ("facts", models.TextField(blank=True)),
                (
                    "valid",
                    models.CharField(
                        blank=True,
                        choices=[("valid", "justified"), ("partly", "partly justified"), ("invalid", "not justified")],
                        max_length=7,
                    ),
                ),
                ("decision", models.TextField(blank=True)),
                ("prevention", models.TextField(blank=True)),
                (
                    "about",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="complaints",
                        to="cases.case",
                    ),
                ),
                ("accused", models.ManyToManyField(related_name="+", to="people.employee")),
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="complaint", to="cases.case"
                    ),
                ),
                (
                    "investigator",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.employee"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Draft",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("fields", models.JSONField()),
                ("saved_at", models.DateTimeField()),
                (
                    "employee",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="draft", to="people.employee"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Handover",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("note", models.TextField(blank=True)),
                ("offered_at", models.DateTimeField()),
                ("accepted_at", models.DateTimeField(null=True)),
                ("declined_at", models.DateTimeField(null=True)),
                (
                    "from_employee",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.employee"
                    ),
                ),
                (
                    "to_employee",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.employee"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("accepted_at", None)), fields=["to_employee"], name="handover_waiting"
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="case",
            name="handover",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="cases",
                to="cases.handover",
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("handover__isnull", False)), fields=["handover"], name="case_handover"
            ),
        ),
        migrations.CreateModel(
            name="Message",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "purpose",
                    models.CharField(
                        choices=[
                            ("chat", "message"),
                            ("progress", "progress"),
                            ("result", "result"),
                            ("contact", "first contact"),
                            ("notice", "notice"),
                        ],
                        max_length=8,
                    ),
                ),
                ("author_key", models.CharField(max_length=80)),
                ("to_key", models.CharField(max_length=80)),
                ("text", models.TextField()),
                ("written_at", models.DateTimeField()),
                ("noted_at", models.DateTimeField(help_text="when its delivery was put on record", null=True)),
                (
                    "case",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="messages",
                        to="cases.case",
                    ),
                ),
                (
                    "outgoing",
                    models.OneToOneField(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="ledger.outgoing"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["case", "id"], name="message_of_case"),
                    models.Index(
                        condition=models.Q(("noted_at", None), ("outgoing__isnull", False)),
                        fields=["outgoing"],
                        name="message_unnoted",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Note",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField(help_text="of the event in the case's stream")),
                ("kind", models.CharField(max_length=60)),
                ("text", models.TextField()),
                ("author_key", models.CharField(max_length=80)),
                ("happened_at", models.DateTimeField()),
                ("written_at", models.DateTimeField()),
                (
                    "case",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notes",
                        to="cases.case",
                    ),
                ),
                (
                    "corrects",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="corrected_by",
                        to="cases.note",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["case", "number"], name="note_of_case")],
            },
        ),
        migrations.CreateModel(
            name="PriceItem",
            fields=[
                ("key", models.CharField(max_length=40, primary_key=True, serialize=False)),
                ("name", models.JSONField()),
                ("kind", models.CharField(choices=[("labour", "labour"), ("material", "material")], max_length=8)),
                ("specification", models.CharField(blank=True, max_length=80)),
                ("unit", models.CharField(max_length=20)),
                ("price", models.DecimalField(decimal_places=2, max_digits=9)),
                ("most", models.DecimalField(decimal_places=2, max_digits=9)),
                ("retired_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("most__gte", models.F("price")), ("price__gte", 0)),
                        name="price_within_its_limit",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Quote",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("round", models.PositiveSmallIntegerField()),
                ("version", models.PositiveSmallIntegerField()),
                ("findings", models.TextField()),
                ("cause", models.TextField()),
                ("plan", models.TextField()),
                (
                    "complexity",
                    models.CharField(choices=[("general", "general"), ("complex", "complex")], max_length=7),
                ),
                ("eta_at", models.DateTimeField(null=True)),
                ("impact", models.TextField(blank=True)),
                (
                    "payer",
                    models.CharField(
                        choices=[
                            ("company", "the company"),
                            ("owner", "the owner"),
                            ("fund", "the maintenance fund"),
                            ("warranty", "the warranty"),
                            ("third_party", "a third party"),
                        ],
                        max_length=11,
                    ),
                ),
                ("total", models.DecimalField(decimal_places=2, max_digits=10)),
                ("proposed_at", models.DateTimeField()),
                (
                    "consent",
                    models.CharField(
                        choices=[
                            ("pending", "waiting"),
                            ("agreed", "agreed"),
                            ("declined", "declined"),
                            ("changed", "changed"),
                        ],
                        default="pending",
                        max_length=8,
                    ),
                ),
                ("consent_by", models.CharField(blank=True, max_length=80)),
                (
                    "consent_method",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("sign", "signed on the screen"),
                            ("app", "on the owners' page"),
                            ("recorded_call", "recorded call"),
                            ("sms", "message"),
                        ],
                        max_length=13,
                    ),
                ),
                ("consent_at", models.DateTimeField(null=True)),
                ("override_reason", models.TextField(blank=True)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="quotes", to="cases.case"
                    ),
                ),
                (
                    "proposed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.employee"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("case", "round", "version"), name="quote_version_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("consent", "pending"),
                            ("consent", "changed"),
                            ("consent_at__isnull", False),
                            _connector="OR",
                        ),
                        name="quote_consent_has_its_time",
                    ),
                    models.CheckConstraint(condition=models.Q(("total__gte", 0)), name="quote_total"),
                ],
            },
        ),
        migrations.CreateModel(
            name="QuoteLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=120)),
                ("kind", models.CharField(choices=[("labour", "labour"), ("material", "material")], max_length=8)),
                ("specification", models.CharField(blank=True, max_length=80)),
                ("unit", models.CharField(blank=True, max_length=20)),
                ("quantity", models.DecimalField(decimal_places=2, max_digits=8)),
                ("unit_price", models.DecimalField(decimal_places=2, max_digits=9)),
                ("amount", models.DecimalField(decimal_places=2, max_digits=10)),
                (
                    "item",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.priceitem"
                    ),
                ),
                (
                    "quote",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="lines", to="cases.quote"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("quantity__gt", 0), ("unit_price__gte", 0)), name="quote_line_positive"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ReturnVisit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("round", models.PositiveSmallIntegerField()),
                (
                    "method",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("phone", "telephone"),
                            ("sms", "text message"),
                            ("wechat", "WeChat"),
                            ("door", "at the door"),
                        ],
                        max_length=6,
                    ),
                ),
                ("visited_person", models.CharField(blank=True, max_length=80)),
                ("service_score", models.PositiveSmallIntegerField(null=True)),
                ("result_score", models.PositiveSmallIntegerField(null=True)),
                ("punctual", models.BooleanField(null=True)),
                ("tidy", models.BooleanField(null=True)),
                ("charge_clear", models.BooleanField(null=True)),
                ("opinion", models.TextField(blank=True)),
                ("issue", models.BooleanField(default=False)),
                (
                    "forwarded_to",
                    models.CharField(
                        blank=True,
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
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("satisfied", "satisfied"),
                            ("basically", "basically satisfied"),
                            ("dissatisfied", "dissatisfied"),
                            ("unreachable", "unreachable"),
                            ("refused", "did not want to say"),
                        ],
                        max_length=12,
                    ),
                ),
                ("visited_at", models.DateTimeField()),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="visits", to="cases.case"
                    ),
                ),
                (
                    "visitor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.employee"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("case", "round"), name="return_visit_once_a_round"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("service_score", None), ("service_score__range", (1, 5)), _connector="OR"),
                            models.Q(("result_score", None), ("result_score__range", (1, 5)), _connector="OR"),
                        ),
                        name="return_visit_scores",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SavedFilter",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=60)),
                ("query", models.CharField(max_length=400)),
                (
                    "employee",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="filters", to="people.employee"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("employee", "name"), name="saved_filter_name_once")],
            },
        ),
        migrations.CreateModel(
            name="Attachment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("report", "from the owner"),
                            ("before", "before the work"),
                            ("after", "after the work"),
                            ("arrival", "arrival"),
                            ("signature", "signature"),
                        ],
                        max_length=9,
                    ),
                ),
                ("file", models.FileField(max_length=160, upload_to="cases/%Y/%m")),
                ("digest", models.CharField(max_length=64)),
                ("width", models.PositiveIntegerField()),
                ("height", models.PositiveIntegerField()),
                ("author_key", models.CharField(max_length=80)),
                ("added_at", models.DateTimeField()),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="attachments", to="cases.case"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("case", "digest", "kind"), name="attachment_once")],
            },
        ),
        migrations.CreateModel(
            name="Coordination",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField()),
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
                ("matter", models.TextField()),
                ("raised_at", models.DateTimeField()),
                ("decision", models.TextField(blank=True)),
                ("decided_at", models.DateTimeField(null=True)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="coordinations", to="cases.case"
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.employee"
                    ),
                ),
                (
                    "raised_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.employee"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("case", "number"), name="coordination_number_once")],
            },
        ),
        migrations.CreateModel(
            name="Evaluation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("round", models.PositiveSmallIntegerField()),
                ("overall", models.PositiveSmallIntegerField()),
                ("comment", models.TextField(blank=True)),
                ("author_key", models.CharField(max_length=80)),
                ("evaluated_at", models.DateTimeField()),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="evaluations", to="cases.case"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("case", "round", "author_key"), name="evaluation_once_a_round"),
                    models.CheckConstraint(condition=models.Q(("overall__range", (1, 5))), name="evaluation_stars"),
                ],
            },
        ),
        migrations.CreateModel(
            name="HandlingRecord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("round", models.PositiveSmallIntegerField()),
                ("cause", models.TextField(blank=True)),
                ("process", models.TextField()),
                ("materials", models.TextField(blank=True)),
                ("labour_minutes", models.PositiveIntegerField()),
                (
                    "result",
                    models.CharField(
                        choices=[
                            ("fixed", "put right"),
                            ("temporary", "put right for now"),
                            ("not_fixed", "not put right"),
                            ("referred", "passed on"),
                            ("no_fault", "no fault found"),
                        ],
                        max_length=9,
                    ),
                ),
                ("cost", models.DecimalField(decimal_places=2, default=0, max_digits=10)),
                ("site_cleaned", models.BooleanField(default=False)),
                ("tested", models.BooleanField(default=False)),
                ("warranty_until", models.DateField(null=True)),
                ("started_at", models.DateTimeField(null=True)),
                ("completed_at", models.DateTimeField()),
                ("late_reason", models.TextField(blank=True)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="records", to="cases.case"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("case", "round"), name="handling_record_once_a_round")],
            },
        ),
    ]
