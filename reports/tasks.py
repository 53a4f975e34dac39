from celery import shared_task


@shared_task(expires=800)
def run_cycle() -> None:
    from django.utils import timezone

    from .cycle.engine import run  # leaf: loaded by the worker, not by the web

    run(timezone.now())


@shared_task(expires=3500)
def renew_summaries() -> None:
    from django.utils import timezone

    from .renewing import renew_all  # leaf: loaded by the worker, not by the web

    renew_all(timezone.now())
