from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('plans', '0009_common_tasks'),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='timeblock',
            options={'ordering': ['section', 'starts_next_day', 'start'], 'verbose_name': 'time block', 'verbose_name_plural': 'time blocks'},
        ),
        migrations.RemoveConstraint(
            model_name='timeblock',
            name='time_block_ends_after_start',
        ),
        migrations.RemoveConstraint(
            model_name='timeblock',
            name='one_time_block_without_end',
        ),
        migrations.AddField(
            model_name='timeblock',
            name='ends_next_day',
            field=models.BooleanField(default=False, verbose_name='ends next day'),
        ),
        migrations.AddField(
            model_name='timeblock',
            name='starts_next_day',
            field=models.BooleanField(default=False, verbose_name='starts next day'),
        ),
        migrations.AddConstraint(
            model_name='timeblock',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('end__gt', models.F('start')), ('starts_next_day', models.F('ends_next_day'))), models.Q(('ends_next_day', True), ('starts_next_day', False)), _connector='OR'), name='time_block_ends_after_start', violation_error_message='The end is not after the start.'),
        ),
        migrations.AddConstraint(
            model_name='timeblock',
            constraint=models.UniqueConstraint(condition=models.Q(('valid_to__isnull', True)), fields=('hall', 'section', 'start', 'starts_next_day', 'end', 'ends_next_day'), name='one_time_block_without_end'),
        ),
    ]
