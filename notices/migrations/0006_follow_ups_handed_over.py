from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("notices", "0005_webhooks"),
    ]

    operations = [
        migrations.AlterField(
            model_name="notice",
            name="kind",
            field=models.CharField(choices=[('roster_published', 'Roster published'), ('days_changed', 'Days changed'), ('please_confirm', 'Please confirm'), ('roster_withdrawn', 'Roster withdrawn'), ('swap_asked', 'Swap asked of you'), ('swap_answered', 'Answer to your swap'), ('swap_to_decide', 'Swap to decide'), ('swap_decided', 'Swap decided'), ('swap_expired', 'Swap expired'), ('leave_asked', 'Leave to decide'), ('leave_decided', 'Leave decided'), ('review_asked', 'Review asked'), ('review_returned', 'Review sent back'), ('build_finished', 'Build finished'), ('build_failed', 'Build failed'), ('wishes_open', 'Wishes open'), ('wishes_closing', 'Wishes close soon'), ('step_due', 'Step is due'), ('step_late', 'Step is late'), ('plan_task_due', 'Plan task due'), ('plan_returned', 'Plan task sent back'), ('follow_ups_yours', 'Follow-ups handed over'), ('timetable_missed', 'Daily checks missed'), ('summary_sent', 'Monthly summary')], max_length=30, verbose_name="kind"),
        ),
    ]
