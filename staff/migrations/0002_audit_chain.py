import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

from staff.chain import digest_of


def link(apps, schema_editor):
    """Number what stands in each hall's log and give it its digests."""
    AuditEntry = apps.get_model("staff", "AuditEntry")
    AuditChain = apps.get_model("staff", "AuditChain")
    for hall in apps.get_model("staff", "Hall").objects.filter(audit_entries__isnull=False).distinct():
        chain = AuditChain(hall=hall)
        for entry in AuditEntry.objects.filter(hall=hall).order_by("pk").iterator(chunk_size=500):
            chain.length += 1
            entry.number = chain.length
            entry.digest = chain.digest = digest_of(entry, chain.digest)
            AuditEntry.objects.filter(pk=entry.pk).update(number=entry.number, digest=entry.digest)
        chain.save()


class Migration(migrations.Migration):
    dependencies = [
        ('staff', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='auditentry',
            name='number',
            field=models.PositiveIntegerField(default=0, help_text='From 1 in each hall, without gaps.'),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='auditentry',
            name='address',
            field=models.CharField(
                blank=True, default='', help_text='Where the request came from; empty for a worker.', max_length=45
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='auditentry',
            name='digest',
            field=models.CharField(
                default='', help_text='SHA-256 over the entry and the digest before it.', max_length=64
            ),
            preserve_default=False,
        ),
        migrations.AlterField(
            model_name='auditentry',
            name='at',
            field=models.DateTimeField(default=django.utils.timezone.now),
        ),
        migrations.CreateModel(
            name='AuditChain',
            fields=[
                (
                    'hall',
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name='audit_chain',
                        serialize=False,
                        to='staff.hall',
                    ),
                ),
                ('length', models.PositiveIntegerField(default=0)),
                ('digest', models.CharField(blank=True, max_length=64)),
            ],
        ),
        migrations.RunPython(link, migrations.RunPython.noop),
    ]
