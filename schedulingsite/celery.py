"""The queue: `default` for short work, `solver` for builds, each with a worker of its own."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "schedulingsite.settings")

app = Celery("schedulingsite")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
