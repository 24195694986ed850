import django.db.models.deletion
from django.db import migrations, models

from gensui.ledger import tables


class Migration(tables.Migration):
    initial = True

    dependencies = [
        ("cases", "0003_ringing"),
        ("people", "0005_access_token"),
    ]

    operations = [
        migrations.CreateModel(
            name="Idea",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("submitted", "to be answered"),
                            ("pilot", "being tried"),
                            ("measured", "before the committee"),
                            ("awarded", "awarded"),
                            ("declined", "not taken up"),
                        ],
                        default="submitted",
                        max_length=9,
                    ),
                ),
                ("title", models.CharField(max_length=80)),
                ("proposal", models.TextField()),
                (
                    "effect",
                    models.CharField(
                        choices=[
                            ("efficiency", "more speed"),
                            ("cost", "less cost"),
                            ("satisfaction", "happier owners"),
                        ],
                        max_length=12,
                    ),
                ),
                ("submitted_at", models.DateTimeField()),
                ("answer", models.TextField(blank=True)),
                ("answered_at", models.DateTimeField(null=True)),
                ("pilot_until", models.DateField(null=True)),
                ("before", models.CharField(blank=True, max_length=200)),
                ("after", models.CharField(blank=True, max_length=200)),
                ("measured_at", models.DateTimeField(null=True)),
                (
                    "answered_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.employee"
                    ),
                ),
                (
                    "employee",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="ideas", to="people.employee"
                    ),
                ),
                (
                    "site",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="ideas", to="people.site"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["site", "state"], name="idea_by_state")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["submitted", "pilot", "measured", "awarded", "declined"])),
                        name="idea_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("effect__in", ["efficiency", "cost", "satisfaction"])), name="idea_effect"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Award",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("star", "service star"),
                            ("innovation", "innovation award"),
                            ("teamwork", "teamwork award"),
                        ],
                        max_length=10,
                    ),
                ),
                ("month", models.DateField(help_text="its first day")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("nominated", "nominated"),
                            ("decided", "on public notice"),
                            ("given", "given"),
                            ("withdrawn", "withdrawn"),
                        ],
                        default="nominated",
                        max_length=9,
                    ),
                ),
                ("reason", models.TextField()),
                (
                    "figures",
                    models.JSONField(default=dict, help_text="what the shortlist said when the person was nominated"),
                ),
                ("nominated_at", models.DateTimeField()),
                ("decided_at", models.DateTimeField(null=True)),
                ("public_until", models.DateTimeField(null=True)),
                ("given_at", models.DateTimeField(null=True)),
                ("withdrawn_at", models.DateTimeField(null=True)),
                ("objection", models.TextField(blank=True)),
                ("cases", models.ManyToManyField(related_name="+", to="cases.case")),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.employee"
                    ),
                ),
                (
                    "given_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.employee"
                    ),
                ),
                (
                    "nominated_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.employee"
                    ),
                ),
                (
                    "site",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="awards", to="people.site"
                    ),
                ),
                (
                    "idea",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="award",
                        to="oversight.idea",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["site", "month"], name="award_of_site")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["star", "innovation", "teamwork"])), name="award_kind"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["nominated", "decided", "given", "withdrawn"])),
                        name="award_state",
                    ),
                    models.CheckConstraint(condition=models.Q(("month__day", 1)), name="award_of_a_month"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "given"), _negated=True), ("decided_at__isnull", False), _connector="OR"
                        ),
                        name="award_decided_first",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Inspection",
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
                (
                    "kind",
                    models.CharField(
                        choices=[("weekly", "weekly"), ("monthly", "monthly"), ("spot", "spot check")], max_length=7
                    ),
                ),
                ("period", models.CharField(help_text="2026-W47, 2026-11, or a name of its own", max_length=24)),
                ("since", models.DateTimeField()),
                ("until", models.DateTimeField()),
                (
                    "state",
                    models.CharField(
                        choices=[("due", "to be drawn"), ("drawn", "under way"), ("done", "signed")],
                        default="due",
                        max_length=5,
                    ),
                ),
                ("called_at", models.DateTimeField()),
                ("seed", models.CharField(blank=True, max_length=64)),
                ("frame", models.JSONField(default=dict, help_text="for each source: pairs of key and stratum")),
                ("population", models.PositiveIntegerField(default=0)),
                ("drawn_at", models.DateTimeField(null=True)),
                ("done_at", models.DateTimeField(null=True)),
                ("summary", models.TextField(blank=True)),
                (
                    "drawn_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.employee"
                    ),
                ),
                (
                    "signed_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.employee"
                    ),
                ),
                (
                    "site",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="inspections", to="people.site"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["site", "-called_at"], name="inspection_newest"),
                    models.Index(condition=models.Q(("done_at", None)), fields=["site"], name="inspection_to_hold"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("site", "department", "period"), name="inspection_once_a_period"),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["weekly", "monthly", "spot"])), name="inspection_kind"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["due", "drawn", "done"])), name="inspection_state"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("until__gt", models.F("since"))), name="inspection_ends_after_start"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("done_at__isnull", False), ("state", "done")),
                            models.Q(models.Q(("state", "done"), _negated=True), ("done_at", None)),
                            _connector="OR",
                        ),
                        name="inspection_done_with_a_time",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Item",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("place", models.PositiveIntegerField()),
                (
                    "source",
                    models.CharField(
                        choices=[("case", "request"), ("round", "round"), ("gate", "gate entry")], max_length=5
                    ),
                ),
                ("subject", models.CharField(help_text="case:2026-001234, round:7, gate:G000012", max_length=80)),
                ("reasons", models.JSONField(default=list)),
                ("remark", models.CharField(blank=True, max_length=300)),
                ("judged_at", models.DateTimeField(null=True)),
                (
                    "case",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.case"
                    ),
                ),
                (
                    "inspection",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="items", to="oversight.inspection"
                    ),
                ),
                (
                    "judged_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.employee"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("inspection", "subject"), name="inspection_item_once"),
                    models.CheckConstraint(
                        condition=models.Q(("source__in", ["case", "round", "gate"])), name="inspection_item_source"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("source", "case"), _negated=True), ("case__isnull", False), _connector="OR"
                        ),
                        name="inspection_item_case",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="LegalBasis",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.TextField()),
                ("entered_at", models.DateTimeField()),
                ("first_at", models.DateTimeField(null=True)),
                ("second_at", models.DateTimeField(null=True)),
                ("withdrawn_at", models.DateTimeField(null=True)),
                (
                    "entered_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.employee"
                    ),
                ),
                (
                    "first_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.employee"
                    ),
                ),
                (
                    "second_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.employee"
                    ),
                ),
                (
                    "site",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="legal_bases", to="people.site"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("withdrawn_at", None)), fields=("site",), name="legal_basis_one_at_a_time"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("first_by", None),
                                models.Q(("first_by", models.F("entered_by")), _negated=True),
                                _connector="OR",
                            ),
                            models.Q(
                                ("second_by", None),
                                models.Q(
                                    models.Q(("second_by", models.F("entered_by")), _negated=True),
                                    models.Q(("second_by", models.F("first_by")), _negated=True),
                                ),
                                _connector="OR",
                            ),
                        ),
                        name="legal_basis_by_three",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("second_by", None), ("first_by__isnull", False), _connector="OR"),
                        name="legal_basis_one_after_the_other",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="MinimumWage",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("city", models.CharField(max_length=40)),
                ("since_on", models.DateField()),
                ("amount_fen", models.PositiveBigIntegerField()),
                ("source", models.CharField(max_length=200)),
                ("noted_at", models.DateTimeField()),
                (
                    "noted_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.employee"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("city", "since_on"), name="minimum_wage_once_a_day"),
                    models.CheckConstraint(condition=models.Q(("amount_fen__gt", 0)), name="minimum_wage_is_something"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Month",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("first_on", models.DateField()),
                (
                    "state",
                    models.CharField(
                        choices=[("draft", "draft"), ("confirmed", "confirmed"), ("published", "published")],
                        default="draft",
                        max_length=9,
                    ),
                ),
                ("policy_version", models.CharField(max_length=40)),
                ("computed_at", models.DateTimeField()),
                ("pending", models.JSONField(default=list)),
                ("homes", models.PositiveIntegerField()),
                ("digest", models.CharField(max_length=64)),
                ("confirmed_at", models.DateTimeField(null=True)),
                ("published_at", models.DateTimeField(null=True)),
                (
                    "confirmed_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.employee"
                    ),
                ),
                (
                    "published_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.employee"
                    ),
                ),
                (
                    "site",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="months", to="people.site"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("site", "first_on"), name="month_once"),
                    models.CheckConstraint(
                        condition=models.Q(("first_on__day", 1)), name="month_begins_with_its_first_day"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["draft", "confirmed", "published"])), name="month_state"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("confirmed_at__isnull", False), ("published_at__isnull", False), ("state", "published")
                            ),
                            models.Q(models.Q(("state", "published"), _negated=True), ("published_at", None)),
                            _connector="OR",
                        ),
                        name="month_published_after_confirmed",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Figure",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("department", models.CharField(blank=True, max_length=20)),
                ("indicator", models.CharField(max_length=8)),
                ("part", models.TextField(help_text="an exact fraction")),
                ("whole", models.PositiveIntegerField()),
                ("paused_minutes", models.PositiveIntegerField(default=0)),
                ("excused", models.PositiveIntegerField(default=0)),
                ("waived", models.PositiveIntegerField(default=0)),
                (
                    "month",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="figures", to="oversight.month"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("month", "department", "indicator"), name="figure_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="MonthSheet",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "post",
                    models.CharField(help_text="the post held longest in the month; its weights count", max_length=20),
                ),
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
                    "moved",
                    models.BooleanField(
                        default=False, help_text="worked in another department too; its lines weigh nothing"
                    ),
                ),
                ("circumstances", models.JSONField(default=dict)),
                ("exact", models.TextField(blank=True)),
                ("total", models.DecimalField(decimal_places=1, max_digits=4, null=True)),
                (
                    "grade",
                    models.CharField(
                        blank=True,
                        choices=[("excellent", "excellent"), ("good", "good"), ("pass", "pass"), ("fail", "fail")],
                        max_length=9,
                    ),
                ),
                ("coefficient", models.DecimalField(decimal_places=1, max_digits=2, null=True)),
                (
                    "reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("newcomer", "came less than fifteen days before"),
                            ("leave", "away for more than half of the month"),
                            ("no_data", "nothing was counted"),
                            ("veto", "a veto: something that fails whatever the score"),
                        ],
                        max_length=8,
                    ),
                ),
                ("confirmed_at", models.DateTimeField(null=True)),
                (
                    "confirmed_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.employee"
                    ),
                ),
                (
                    "employee",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="month_sheets", to="people.employee"
                    ),
                ),
                (
                    "month",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="sheets", to="oversight.month"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["employee", "month"], name="month_sheet_of_employee")],
                "constraints": [
                    models.UniqueConstraint(fields=("month", "employee"), name="month_sheet_once"),
                    models.CheckConstraint(
                        condition=models.Q(("grade__in", ["", "excellent", "good", "pass", "fail"])),
                        name="month_sheet_grade",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason__in", ["", "newcomer", "leave", "no_data", "veto"])),
                        name="month_sheet_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("coefficient", None), ("grade", ""), ("total", None)),
                            models.Q(models.Q(("grade", ""), _negated=True), ("coefficient__isnull", False)),
                            _connector="OR",
                        ),
                        name="month_sheet_coefficient_by_grade",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Dispute",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("indicator", models.CharField(max_length=8)),
                ("stream", models.CharField(max_length=80)),
                (
                    "number",
                    models.PositiveIntegerField(help_text="of the event, or of the one that opened the promise"),
                ),
                ("clause", models.CharField(blank=True, help_text="of the promise; empty for an event", max_length=80)),
                ("text", models.TextField()),
                ("raised_at", models.DateTimeField()),
                (
                    "decision",
                    models.CharField(
                        blank=True, choices=[("granted", "granted"), ("refused", "refused")], max_length=7
                    ),
                ),
                ("reason", models.TextField(blank=True)),
                ("decided_at", models.DateTimeField(null=True)),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.employee"
                    ),
                ),
                (
                    "sheet",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="disputes", to="oversight.monthsheet"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("sheet", "stream", "clause", "number", "indicator"), name="dispute_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("decision__in", ["", "granted", "refused"])), name="dispute_decision"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_at", None), ("decision", "")),
                            models.Q(models.Q(("decision", ""), _negated=True), ("decided_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="dispute_decided_at_a_time",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Pattern",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=80)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("repeat", "keeps coming up"),
                            ("surge", "more than usual"),
                            ("unhappy", "owners dissatisfied"),
                        ],
                        max_length=7,
                    ),
                ),
                (
                    "place",
                    models.CharField(
                        blank=True, help_text="building:3 or area:7; empty: the whole estate", max_length=80
                    ),
                ),
                ("where", models.CharField(blank=True, max_length=90)),
                ("since", models.DateTimeField()),
                ("until", models.DateTimeField()),
                ("count", models.PositiveIntegerField()),
                ("usual", models.FloatField(help_text="how many would be usual, if that is known", null=True)),
                ("chance", models.FloatField(help_text="how likely chance alone makes so many", null=True)),
                ("found_at", models.DateTimeField()),
                ("reported_at", models.DateTimeField(null=True)),
                ("measures", models.TextField(blank=True)),
                ("cases", models.ManyToManyField(related_name="patterns", to="cases.case")),
                (
                    "category",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.category"
                    ),
                ),
                (
                    "reported_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.employee"
                    ),
                ),
                (
                    "site",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="patterns", to="people.site"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["site", "-found_at"], name="pattern_newest")],
                "constraints": [
                    models.UniqueConstraint(fields=("site", "key", "until"), name="pattern_once"),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["repeat", "surge", "unhappy"])), name="pattern_kind"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PayTerms",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("since_on", models.DateField()),
                (
                    "contract",
                    models.CharField(
                        choices=[
                            ("own", "employed here"),
                            ("dispatched", "dispatched by an agency"),
                            ("contractor", "a contractor's"),
                        ],
                        max_length=10,
                    ),
                ),
                ("compensation_clause", models.BooleanField(help_text="the contract says that loss is made good")),
                ("city", models.CharField(max_length=40)),
                ("wage", models.TextField(help_text="fen a month")),
                ("noted_at", models.DateTimeField()),
                (
                    "employee",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="pay_terms", to="people.employee"
                    ),
                ),
                (
                    "noted_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.employee"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("employee", "since_on"), name="pay_terms_once_a_day"),
                    models.CheckConstraint(
                        condition=models.Q(("contract__in", ["own", "dispatched", "contractor"])),
                        name="pay_terms_contract",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Picture",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("digest", models.CharField(max_length=64)),
                ("file", models.FileField(max_length=160, upload_to="oversight/%Y/%m")),
                ("width", models.PositiveIntegerField()),
                ("height", models.PositiveIntegerField()),
                ("added_at", models.DateTimeField()),
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
                "constraints": [models.UniqueConstraint(fields=("site", "digest"), name="oversight_picture_once")],
            },
        ),
        migrations.CreateModel(
            name="Judgement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("line", models.CharField(max_length=30)),
                ("clause", models.CharField(max_length=20)),
                (
                    "verdict",
                    models.CharField(
                        choices=[("pass", "kept"), ("fail", "not kept"), ("na", "does not apply")], max_length=4
                    ),
                ),
                (
                    "severity",
                    models.CharField(
                        blank=True,
                        choices=[("minor", "minor"), ("general", "general"), ("major", "serious")],
                        max_length=7,
                    ),
                ),
                ("note", models.TextField(blank=True)),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="judgements", to="oversight.item"
                    ),
                ),
                (
                    "picture",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="oversight.picture"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("item", "line"), name="judgement_line_once"),
                    models.CheckConstraint(
                        condition=models.Q(("verdict__in", ["pass", "fail", "na"])), name="judgement_verdict"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("severity__in", ["minor", "general", "major"]), ("verdict", "fail")),
                            models.Q(models.Q(("verdict", "fail"), _negated=True), ("severity", "")),
                            _connector="OR",
                        ),
                        name="judgement_fail_has_a_severity",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Rectification",
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
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("inspection", "inspection"),
                            ("complaint", "complaint"),
                            ("pattern", "repeated trouble"),
                        ],
                        max_length=10,
                    ),
                ),
                ("clause", models.CharField(max_length=20)),
                ("problem", models.TextField()),
                (
                    "severity",
                    models.CharField(
                        choices=[("minor", "minor"), ("general", "general"), ("major", "serious")], max_length=7
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("found", "notice to be issued"),
                            ("issued", "with the department"),
                            ("replied", "to be checked again"),
                            ("passed", "put right"),
                        ],
                        default="found",
                        max_length=7,
                    ),
                ),
                ("round", models.PositiveSmallIntegerField(default=1)),
                ("found_at", models.DateTimeField()),
                ("issued_at", models.DateTimeField(null=True)),
                ("passed_at", models.DateTimeField(null=True)),
                (
                    "found_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.employee"
                    ),
                ),
                (
                    "issued_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.employee"
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="findings",
                        to="oversight.item",
                    ),
                ),
                (
                    "picture",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="oversight.picture"
                    ),
                ),
                (
                    "site",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="rectifications", to="people.site"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "passed"), _negated=True),
                        fields=["site", "department"],
                        name="rectification_open",
                    ),
                    models.Index(fields=["site", "-found_at"], name="rectification_newest"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("source__in", ["inspection", "complaint", "pattern"])),
                        name="rectification_source",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["found", "issued", "replied", "passed"])),
                        name="rectification_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("severity__in", ["minor", "general", "major"])),
                        name="rectification_severity",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state", "found"), ("issued_at__isnull", False), _connector="OR"),
                        name="rectification_issued_with_a_time",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Remark",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.TextField()),
                ("written_at", models.DateTimeField()),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.employee"
                    ),
                ),
                (
                    "sheet",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="remarks", to="oversight.monthsheet"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Reply",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("round", models.PositiveSmallIntegerField()),
                ("cause", models.TextField()),
                ("measures", models.TextField()),
                ("replied_at", models.DateTimeField()),
                (
                    "result",
                    models.CharField(
                        blank=True, choices=[("passed", "put right"), ("failed", "not put right")], max_length=6
                    ),
                ),
                ("remark", models.TextField(blank=True)),
                ("checked_at", models.DateTimeField(null=True)),
                (
                    "checked_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.employee"
                    ),
                ),
                (
                    "picture",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="oversight.picture"
                    ),
                ),
                (
                    "rectification",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replies",
                        to="oversight.rectification",
                    ),
                ),
                (
                    "replied_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.employee"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("rectification", "round"), name="reply_once_a_round"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("checked_at", None), ("result", "")),
                            models.Q(("checked_at__isnull", False), ("result__in", ["passed", "failed"])),
                            _connector="OR",
                        ),
                        name="reply_checked_with_a_time",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Sanction",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("asked", "asked for a statement"),
                            ("heard", "heard, to be decided"),
                            ("proposed", "decided, to be countersigned"),
                            ("issued", "to be served"),
                            ("served", "served, may be appealed"),
                            ("appealed", "under appeal"),
                            ("effective", "in effect"),
                            ("expired", "no longer counts"),
                            ("revoked", "taken back"),
                            ("dropped", "closed without a sanction"),
                        ],
                        default="asked",
                        max_length=9,
                    ),
                ),
                ("clause", models.CharField(max_length=20)),
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
                (
                    "offence",
                    models.PositiveSmallIntegerField(
                        help_text="which within three months, counted when the file was opened"
                    ),
                ),
                ("facts", models.TextField()),
                ("evidence", models.TextField(blank=True)),
                ("loss_fen", models.PositiveBigIntegerField(default=0)),
                (
                    "third_party",
                    models.BooleanField(default=False, help_text="the loss is what the company paid to somebody else"),
                ),
                ("opened_at", models.DateTimeField()),
                ("defence_until", models.DateTimeField()),
                (
                    "hearing",
                    models.CharField(
                        blank=True,
                        choices=[("given", "statement given"), ("silent", "no statement within the term")],
                        max_length=6,
                    ),
                ),
                ("defence", models.TextField(blank=True)),
                ("heard_at", models.DateTimeField(null=True)),
                (
                    "kind",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("warning", "warning"),
                            ("demerit", "demerit"),
                            ("performance", "less performance pay"),
                            ("compensation", "compensation for loss"),
                            ("fine", "fine"),
                            ("demotion", "demotion or transfer"),
                            ("dismissal", "dismissal"),
                        ],
                        max_length=12,
                    ),
                ),
                ("reasons", models.TextField(blank=True)),
                (
                    "basis",
                    models.TextField(
                        blank=True,
                        help_text="what the measure rests on: clause of the contract, agreement, published rule",
                    ),
                ),
                (
                    "check_note",
                    models.TextField(blank=True, help_text="of grave measures: what union or human resources said"),
                ),
                (
                    "negligence",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("slight", "slight negligence"),
                            ("general", "negligence"),
                            ("gross", "gross negligence"),
                            ("intent", "intent"),
                        ],
                        max_length=7,
                    ),
                ),
                ("claim_fen", models.PositiveBigIntegerField(default=0)),
                ("percent", models.PositiveSmallIntegerField(default=0, help_text="of the month's performance pay")),
                ("decided_at", models.DateTimeField(null=True)),
                ("issued_at", models.DateTimeField(null=True)),
                ("expires_on", models.DateField(null=True)),
                ("served_at", models.DateTimeField(null=True)),
                (
                    "signature",
                    models.CharField(
                        blank=True,
                        choices=[("signed", "signed"), ("refused", "refused to sign, with a witness")],
                        max_length=7,
                    ),
                ),
                ("appeal_until", models.DateTimeField(null=True)),
                ("self_criticism", models.TextField(blank=True)),
                ("self_criticism_at", models.DateTimeField(null=True)),
                ("rectified_at", models.DateTimeField(null=True)),
                ("effective_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(help_text="dropped, taken back or expired", null=True)),
                (
                    "countersigned_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.employee"
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.employee"
                    ),
                ),
                (
                    "employee",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="sanctions", to="people.employee"
                    ),
                ),
                (
                    "opened_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.employee"
                    ),
                ),
                (
                    "rectified_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.employee"
                    ),
                ),
                (
                    "served_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.employee"
                    ),
                ),
                (
                    "site",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="sanctions", to="people.site"
                    ),
                ),
                (
                    "witness",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.employee"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["employee", "-opened_at"], name="sanction_of_employee"),
                    models.Index(fields=["site", "state"], name="sanction_by_state"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                [
                                    "asked",
                                    "heard",
                                    "proposed",
                                    "issued",
                                    "served",
                                    "appealed",
                                    "effective",
                                    "expired",
                                    "revoked",
                                    "dropped",
                                ],
                            )
                        ),
                        name="sanction_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("severity__in", ["minor", "general", "major", "critical"])),
                        name="sanction_severity",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                [
                                    "",
                                    "warning",
                                    "demerit",
                                    "performance",
                                    "compensation",
                                    "fine",
                                    "demotion",
                                    "dismissal",
                                ],
                            )
                        ),
                        name="sanction_kind",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("negligence__in", ["", "slight", "general", "gross", "intent"])),
                        name="sanction_negligence",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("hearing__in", ["", "given", "silent"])), name="sanction_hearing"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("signature__in", ["", "signed", "refused"])), name="sanction_signature"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["asked", "dropped"]), ("heard_at__isnull", False), _connector="OR"
                        ),
                        name="sanction_heard_first",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("decided_by", None),
                            ("countersigned_by", None),
                            models.Q(("decided_by", models.F("countersigned_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="sanction_by_two",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("signature", "refused"), _negated=True),
                            ("witness__isnull", False),
                            _connector="OR",
                        ),
                        name="sanction_refusal_has_a_witness",
                    ),
                    models.CheckConstraint(condition=models.Q(("percent__lte", 20)), name="sanction_percent"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Deduction",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("month", models.DateField()),
                ("amount_fen", models.PositiveBigIntegerField()),
                ("left_fen", models.PositiveBigIntegerField()),
                ("cap_fen", models.PositiveBigIntegerField()),
                ("made_at", models.DateTimeField()),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.employee"
                    ),
                ),
                (
                    "sanction",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="deductions", to="oversight.sanction"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["month"], name="deduction_month")],
                "constraints": [
                    models.UniqueConstraint(fields=("sanction", "month"), name="deduction_once_a_month"),
                    models.CheckConstraint(
                        condition=models.Q(("amount_fen__lte", models.F("cap_fen"))), name="deduction_within_its_cap"
                    ),
                    models.CheckConstraint(condition=models.Q(("month__day", 1)), name="deduction_of_a_month"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Breach",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("stream", models.CharField(max_length=80)),
                ("clause", models.CharField(max_length=80)),
                ("cause", models.PositiveIntegerField()),
                (
                    "standing",
                    models.CharField(
                        choices=[
                            ("charged", "in a file"),
                            ("talked", "talked over"),
                            ("doubted", "doubted by the person"),
                            ("cleared", "does not count"),
                        ],
                        max_length=7,
                    ),
                ),
                ("lapsed_at", models.DateTimeField()),
                ("words", models.TextField(blank=True)),
                ("noted_at", models.DateTimeField()),
                (
                    "employee",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="breaches", to="people.employee"
                    ),
                ),
                (
                    "noted_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.employee"
                    ),
                ),
                (
                    "sanction",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="breaches",
                        to="oversight.sanction",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["employee", "lapsed_at"], name="breach_of_employee")],
                "constraints": [
                    models.UniqueConstraint(fields=("stream", "clause", "cause"), name="breach_once"),
                    models.CheckConstraint(
                        condition=models.Q(("standing__in", ["charged", "talked", "doubted", "cleared"])),
                        name="breach_standing",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("standing", "charged"), _negated=True),
                            ("sanction__isnull", False),
                            _connector="OR",
                        ),
                        name="breach_charged_in_a_file",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Appeal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "grounds",
                    models.CharField(
                        choices=[
                            ("fact", "the facts are wrong"),
                            ("procedure", "the procedure was not kept"),
                            ("standard", "the rule does not apply, or the measure is too hard"),
                            ("calculation", "the figures are wrong"),
                            ("bias", "somebody was biased"),
                        ],
                        max_length=11,
                    ),
                ),
                ("statement", models.TextField()),
                ("filed_at", models.DateTimeField()),
                ("due_at", models.DateTimeField()),
                (
                    "decision",
                    models.CharField(
                        blank=True, choices=[("allowed", "allowed"), ("rejected", "rejected")], max_length=8
                    ),
                ),
                ("hearing", models.TextField(blank=True)),
                ("reasons", models.TextField(blank=True)),
                ("decided_at", models.DateTimeField(null=True)),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.employee"
                    ),
                ),
                (
                    "sanction",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="appeal", to="oversight.sanction"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("grounds__in", ["fact", "procedure", "standard", "calculation", "bias"])),
                        name="appeal_grounds",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("decision__in", ["", "allowed", "rejected"])), name="appeal_decision"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_at", None), ("decided_by", None), ("decision", "")),
                            models.Q(
                                models.Q(("decision", ""), _negated=True),
                                ("decided_at__isnull", False),
                                ("decided_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="appeal_decided_by_somebody",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ScoreLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("indicator", models.CharField(max_length=8)),
                ("part", models.TextField(help_text="an exact fraction")),
                ("whole", models.PositiveIntegerField()),
                ("rate", models.DecimalField(decimal_places=1, max_digits=5, null=True)),
                ("judged", models.DecimalField(decimal_places=1, max_digits=5, null=True)),
                (
                    "basis",
                    models.CharField(
                        choices=[
                            ("own", "own rate"),
                            ("shrunk", "few: leans on the department"),
                            ("department", "too few: the department's rate"),
                        ],
                        max_length=10,
                    ),
                ),
                ("weight", models.DecimalField(decimal_places=1, max_digits=4)),
                ("usual_weight", models.PositiveSmallIntegerField()),
                ("score", models.DecimalField(decimal_places=1, max_digits=4, null=True)),
                ("paused_minutes", models.PositiveIntegerField(default=0)),
                ("excused", models.PositiveIntegerField(default=0)),
                ("waived", models.PositiveIntegerField(default=0)),
                (
                    "sheet",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="lines", to="oversight.monthsheet"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("sheet", "indicator"), name="score_line_once"),
                    models.CheckConstraint(
                        condition=models.Q(("basis__in", ["own", "shrunk", "department"])), name="score_line_basis"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Share",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("amount_fen", models.PositiveBigIntegerField()),
                (
                    "award",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="shares", to="oversight.award"
                    ),
                ),
                (
                    "employee",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="awards", to="people.employee"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("award", "employee"), name="share_once")],
            },
        ),
        migrations.CreateModel(
            name="Vote",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("agrees", models.BooleanField()),
                ("voted_at", models.DateTimeField()),
                (
                    "idea",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="votes", to="oversight.idea"
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.employee"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("idea", "member"), name="vote_once")],
            },
        ),
    ]
