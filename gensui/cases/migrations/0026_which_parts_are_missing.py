from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0025_heard_before_it_is_decided"),
    ]

    operations = [
        migrations.AddField(
            model_name="case",
            name="missing_parts",
            field=models.CharField(blank=True, help_text="what work waits for, that waits for parts", max_length=120),
        ),
    ]
