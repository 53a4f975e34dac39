import hashlib

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

BEFORE = "authtoken_token"


def take_over(apps, schema_editor):
    """Keep the digests of the tokens there are; 0005 drops the table that holds them readable."""
    connection = schema_editor.connection
    with connection.cursor() as cursor:
        if BEFORE not in connection.introspection.table_names(cursor):
            return
        cursor.execute(f"SELECT key, user_id FROM {BEFORE}")
        known = cursor.fetchall()
    ApiToken = apps.get_model("staff", "ApiToken")
    for key, user in known:
        digest = hashlib.sha256(key.encode()).hexdigest()
        ApiToken.objects.create(
            user_id=user, name="API", scope="write", begins_with=key[:6], digest=digest, is_from_login=True
        )


class Migration(migrations.Migration):
    dependencies = [
        ('staff', '0003_audit_guard'),
    ]

    operations = [
        migrations.CreateModel(
            name='ApiToken',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                (
                    'name',
                    models.CharField(
                        help_text='What it is for, such as “payroll export”.', max_length=50, verbose_name='name'
                    ),
                ),
                (
                    'scope',
                    models.CharField(
                        choices=[('read', 'read only'), ('write', 'read and change')],
                        default='read',
                        max_length=5,
                        verbose_name='what it may do',
                    ),
                ),
                ('begins_with', models.CharField(help_text='To know it by; the rest is not kept.', max_length=6)),
                ('digest', models.CharField(max_length=64, unique=True)),
                ('is_from_login', models.BooleanField(default=False, help_text='Given for user name and password.')),
                ('made_at', models.DateTimeField(auto_now_add=True)),
                ('used_on', models.DateField(blank=True, null=True)),
                (
                    'user',
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name='api_tokens',
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                'verbose_name': 'API token',
                'verbose_name_plural': 'API tokens',
                'ordering': ['-made_at', '-pk'],
            },
        ),
        migrations.RunPython(take_over, migrations.RunPython.noop),
    ]
