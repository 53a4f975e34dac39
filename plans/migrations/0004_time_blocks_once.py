from django.db import migrations, models
from django.db.models import F


def end_twins(apps, schema_editor):
    """Of blocks that were saved twice the first stays; the others end with their first day, ticks and all."""
    TimeBlock = apps.get_model("plans", "TimeBlock")
    seen = set()
    for block in TimeBlock.objects.filter(valid_to__isnull=True).order_by("pk"):
        key = (block.hall_id, block.section, block.start, block.end)
        if key in seen:
            TimeBlock.objects.filter(pk=block.pk).update(valid_to=F("valid_from"))
        seen.add(key)


class Migration(migrations.Migration):
    dependencies = [
        ("plans", "0003_work_plans"),
    ]

    operations = [
        migrations.AddField(
            model_name="timeblock",
            name="since",
            field=models.PositiveSmallIntegerField(
                default=0,
                help_text="Minutes from midnight on its first day; a block that was over by then does not count.",
            ),
        ),
        migrations.RunPython(end_twins, migrations.RunPython.noop, elidable=True),
        migrations.AddConstraint(
            model_name="timeblock",
            constraint=models.UniqueConstraint(
                condition=models.Q(("valid_to__isnull", True)),
                fields=("hall", "section", "start", "end"),
                name="one_time_block_without_end",
            ),
        ),
    ]
