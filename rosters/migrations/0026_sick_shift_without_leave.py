import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("staff", "0008_kinds_of_absence"),
        ("rosters", "0025_brought_back_is_an_edit"),
    ]

    operations = [
        migrations.AlterField(
            model_name="sickshift",
            name="absence",
            field=models.ForeignKey(
                blank=True,
                help_text="None where she left on shift and the hall grants sick leave for whole days only.",
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="sick_shifts",
                to="staff.absence",
            ),
        ),
    ]
