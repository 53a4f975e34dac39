from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("rosters", "0024_imports_taken_back"),
    ]

    operations = [
        migrations.AlterField(
            model_name="edit",
            name="what",
            field=models.CharField(
                choices=[
                    ("set", "set"),
                    ("pinned", "pinned"),
                    ("pasted", "pasted"),
                    ("moved", "moved"),
                    ("copied", "copied"),
                    ("swapped", "swapped"),
                    ("filled", "filled with a pattern"),
                    ("repeated", "repeated from the past"),
                    ("imported", "imported from a sheet"),
                    ("restored", "brought back"),
                ],
                default="set",
                max_length=10,
            ),
        ),
    ]
