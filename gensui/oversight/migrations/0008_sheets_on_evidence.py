"""A month says of whom too little is known, and on what a score rests."""

from decimal import Decimal

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("oversight", "0007_what_counts_for_nobody"),
        ("people", "0011_mailbox"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="monthsheet",
            name="month_sheet_reason",
        ),
        migrations.RemoveConstraint(
            model_name="monthsheet",
            name="month_sheet_coefficient_by_grade",
        ),
        migrations.RemoveConstraint(
            model_name="scoreline",
            name="score_line_basis",
        ),
        migrations.AlterField(
            model_name="monthsheet",
            name="reason",
            field=models.CharField(
                blank=True,
                choices=[
                    ("newcomer", "came less than fifteen days before"),
                    ("leave", "away for more than half of the month"),
                    ("no_data", "nothing was counted"),
                    ("thin", "too little is known for a grade"),
                    ("veto", "a veto: something that fails whatever the score"),
                ],
                max_length=8,
            ),
        ),
        migrations.AlterField(
            model_name="scoreline",
            name="basis",
            field=models.CharField(
                choices=[
                    ("own", "own rate"),
                    ("leaning", "leans on what is good"),
                    ("none", "nothing counted: good"),
                    ("shrunk", "few: leans on the department"),
                    ("department", "too few: the department's rate"),
                ],
                max_length=10,
            ),
        ),
        migrations.AddConstraint(
            model_name="monthsheet",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason__in", ["", "newcomer", "leave", "no_data", "thin", "veto"])),
                name="month_sheet_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="monthsheet",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("coefficient", None), ("grade", ""), ("total", None)),
                    models.Q(("coefficient", Decimal("1.0")), ("grade", ""), ("reason", "thin"), ("total", None)),
                    models.Q(models.Q(("grade", ""), _negated=True), ("coefficient__isnull", False)),
                    _connector="OR",
                ),
                name="month_sheet_coefficient_by_grade",
            ),
        ),
        migrations.AddConstraint(
            model_name="scoreline",
            constraint=models.CheckConstraint(
                condition=models.Q(("basis__in", ["own", "leaning", "none", "shrunk", "department"])),
                name="score_line_basis",
            ),
        ),
    ]
