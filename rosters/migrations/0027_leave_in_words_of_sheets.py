from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("rosters", "0026_sick_shift_without_leave"),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="sheetword", name="sheet_word_means_one_thing"),
        migrations.AddField(
            model_name="sheetword",
            name="absence",
            field=models.CharField(blank=True, help_text="The code of a kind of absence.", max_length=20),
        ),
        migrations.AddConstraint(
            model_name="sheetword",
            constraint=models.CheckConstraint(
                condition=models.Q(of="person", shift_type=None, day_off="", absence="")
                | models.Q(of="value", employee=None, shift_type=None, day_off="")
                | models.Q(of="value", employee=None, shift_type=None, absence="")
                | models.Q(of="value", employee=None, day_off="", absence=""),
                name="sheet_word_means_one_thing",
            ),
        ),
    ]
