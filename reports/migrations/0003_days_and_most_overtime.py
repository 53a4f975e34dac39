from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("reports", "0002_summary_checked"),
    ]

    operations = [
        migrations.AddField(
            model_name="summary",
            name="cover_by_day",
            field=models.JSONField(default=list, help_text="Of each day in percent, null where nobody is needed."),
        ),
        migrations.AddField(
            model_name="summary",
            name="most_overtime",
            field=models.JSONField(default=list, help_text="Those with the most: name, minutes, minutes allowed."),
        ),
        migrations.AddField(
            model_name="summary",
            name="most_overtime_minutes",
            field=models.PositiveIntegerField(default=0, help_text="Of the first of them."),
        ),
    ]
