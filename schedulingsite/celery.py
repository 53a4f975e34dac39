"""The queue: `default` for short work, `solver` for builds, each with a worker of its own."""

import os
from importlib import import_module
from typing import Any

from celery import Celery, bootsteps
from celery.signals import celeryd_after_setup, worker_process_init

from .processes import end_with_parent

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "schedulingsite.settings")

app = Celery("schedulingsite")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


class SaysItIsThere(bootsteps.StartStopStep):
    """While a worker listens it leaves a sign of life that web processes read."""

    requires = ("celery.worker.consumer.tasks:Tasks",)
    timer = None

    def start(self, parent: Any) -> None:
        from .health import SIGN_EVERY, leave_sign  # leaf: needs Django set up

        queues = list(parent.task_consumer.queues)
        names = [getattr(queue, "name", queue) for queue in queues]
        leave_sign(names)
        self.timer = parent.timer.call_repeatedly(SIGN_EVERY, leave_sign, (names,))

    def stop(self, parent: Any) -> None:
        if self.timer:
            self.timer.cancel()
            self.timer = None


app.steps["consumer"].add(SaysItIsThere)


@celeryd_after_setup.connect
def load_the_solver(instance: Any, **kwargs: Any) -> None:
    """Import OR-Tools and compile what a search does, once, before the worker forks: no build waits for it."""
    if "solver" in instance.app.amqp.queues.consume_from:
        import_module("rosters.solver.warming").warm_up()


@worker_process_init.connect
def end_with_the_worker(**kwargs: Any) -> None:
    """A build must not go on, with both cores, after its worker was killed."""
    end_with_parent()
