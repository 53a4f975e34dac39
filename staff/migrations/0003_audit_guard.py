"""The database refuses what the program refuses: a change to an entry of the log.

`by_id` may be emptied, when a user is deleted. On SQLite a deletion is left to the chain to
show: emptying all tables, as tests do, deletes rows there, while PostgreSQL truncates.
"""

from django.db import migrations, models

COLUMNS = "number, at, by_name, hall_id, act, subject, before, after, why, address, digest"

POSTGRESQL = f"""
CREATE FUNCTION staff_auditentry_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'an entry of the audit log is never changed';
END $$;
CREATE TRIGGER staff_auditentry_is_not_changed BEFORE UPDATE OF {COLUMNS} ON staff_auditentry
    FOR EACH ROW EXECUTE FUNCTION staff_auditentry_stays();
CREATE TRIGGER staff_auditentry_is_not_deleted BEFORE DELETE ON staff_auditentry
    FOR EACH ROW EXECUTE FUNCTION staff_auditentry_stays();
"""

SQLITE = f"""
CREATE TRIGGER staff_auditentry_is_not_changed BEFORE UPDATE OF {COLUMNS} ON staff_auditentry
BEGIN SELECT RAISE(ABORT, 'an entry of the audit log is never changed'); END
"""


def put_up(apps, schema_editor):
    schema_editor.execute(POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE)


def take_down(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP FUNCTION staff_auditentry_stays() CASCADE")
    else:
        schema_editor.execute("DROP TRIGGER staff_auditentry_is_not_changed")


class Migration(migrations.Migration):
    dependencies = [
        ('staff', '0002_audit_chain'),
    ]

    operations = [
        migrations.AddConstraint(
            model_name='auditentry',
            constraint=models.UniqueConstraint(fields=('hall', 'number'), name='one_audit_entry_a_number'),
        ),
        migrations.RunPython(put_up, take_down),
    ]
