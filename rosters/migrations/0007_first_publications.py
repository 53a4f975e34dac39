"""What staff could see of published rosters becomes their first publication."""

from django.db import migrations


def publish_what_is_shown(apps, schema_editor):
    Roster = apps.get_model("rosters", "Roster")
    for roster in Roster.objects.filter(published_at__isnull=False).iterator():
        write_first(apps, roster)


def write_first(apps, roster):
    """As `rosters.snapshots` keeps cells, which cannot be used here: it may change, this may not."""
    values, pinned, by_hand, shift_types = {}, {}, {}, set()
    for cell in roster.assignments.order_by("employee_id", "date"):
        employee = str(cell.employee_id)
        values.setdefault(employee, {})[str(cell.date.day)] = str(cell.shift_type_id or cell.day_off)
        if cell.is_pinned:
            pinned.setdefault(employee, []).append(cell.date.day)
        if cell.origin == "by_hand":
            by_hand.setdefault(employee, []).append(cell.date.day)
        shift_types.add(cell.shift_type_id)
    publication = apps.get_model("rosters", "Publication").objects.create(
        roster=roster,
        number=1,
        at=roster.published_at,
        cells={"values": values, "pinned": pinned, "by_hand": by_hand},
        changes=sum(map(len, values.values())),
    )
    rows = apps.get_model("rosters", "PublishedShiftType").objects
    rows.bulk_create(
        rows.model(publication=publication, shift_type_id=pk) for pk in sorted(shift_types - {None})
    )


class Migration(migrations.Migration):
    dependencies = [("rosters", "0006_publications")]
    operations = [migrations.RunPython(publish_what_is_shown, migrations.RunPython.noop)]
