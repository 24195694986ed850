"""Who bears the cost of emergency work that the owner refused."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0013_kept_pictures"),
    ]

    operations = [
        migrations.AddField(
            model_name="quote",
            name="bearer",
            field=models.CharField(
                blank=True,
                choices=[
                    ("company", "the company"),
                    ("owner", "the owner"),
                    ("fund", "the maintenance fund"),
                    ("warranty", "the warranty"),
                    ("third_party", "a third party"),
                ],
                help_text="as decided after such work was refused",
                max_length=11,
            ),
        ),
        migrations.AddField(
            model_name="quote",
            name="bearer_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="quote",
            name="bearer_reason",
            field=models.TextField(blank=True),
        ),
        migrations.AlterField(
            model_name="quote",
            name="override_reason",
            field=models.TextField(blank=True, help_text="the danger for which work began before consent"),
        ),
    ]
