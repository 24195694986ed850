"""Who called for a resident without being of the home, and whether the telephone system saw the number."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0017_category_words"),
    ]

    operations = [
        migrations.AddField(
            model_name="case",
            name="for_another",
            field=models.BooleanField(
                default=False,
                help_text="somebody who is not of the home asked for the resident: name, relation and number are the caller's",
            ),
        ),
        migrations.AddField(
            model_name="case",
            name="phone_proved",
            field=models.BooleanField(
                default=False, help_text="the telephone system saw the call come from this number"
            ),
        ),
    ]
