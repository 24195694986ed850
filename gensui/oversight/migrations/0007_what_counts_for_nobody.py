"""A month keeps which lapses counted for nobody when it was counted, so that it can be counted again alike."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("oversight", "0006_leaving_ahead")]

    operations = [
        migrations.AddField(
            model_name="month",
            name="left_out",
            field=models.JSONField(default=list, help_text="lapses that counted for nobody when the month was counted"),
        ),
        *(
            migrations.AlterField(
                model_name=model,
                name="excused",
                field=models.PositiveIntegerField(default=0, help_text="by earlier rules, which counted them"),
            )
            for model in ("figure", "scoreline")
        ),
    ]
