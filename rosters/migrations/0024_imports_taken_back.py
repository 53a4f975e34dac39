from django.db import migrations, models


def note_when(apps, schema_editor):
    """What can be taken back was told from other files by its facts alone."""
    rows = apps.get_model("rosters", "TableImport").objects.filter(facts__has_key="undo")
    rows.update(applied_at=models.F("at"))


class Migration(migrations.Migration):
    dependencies = [("rosters", "0023_kept_needs")]

    operations = [
        migrations.AddField(
            model_name="tableimport", name="applied_at", field=models.DateTimeField(null=True)
        ),
        migrations.RunPython(note_when, migrations.RunPython.noop, elidable=True),
        migrations.RemoveConstraint(model_name="tableimport", name="one_table_of_a_kind_at_a_time"),
        migrations.AddConstraint(
            model_name="tableimport",
            constraint=models.UniqueConstraint(
                fields=["hall", "what", "by"],
                condition=models.Q(applied_at__isnull=True),
                name="one_table_of_a_kind_at_a_time",
            ),
        ),
    ]
