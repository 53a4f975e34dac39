from django.db import migrations

BEFORE = "authtoken_token"


def drop(apps, schema_editor):
    """Drop the table that held tokens readable; 0004 has taken them over. An app that is gone has no migration."""
    connection = schema_editor.connection
    with connection.cursor() as cursor:
        if BEFORE in connection.introspection.table_names(cursor):
            cursor.execute(f"DROP TABLE {BEFORE}")


class Migration(migrations.Migration):
    dependencies = [
        ('staff', '0004_api_tokens'),
    ]

    operations = [
        migrations.RunPython(drop, migrations.RunPython.noop),
    ]
