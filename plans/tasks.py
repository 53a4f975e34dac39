from celery import shared_task


@shared_task(expires=110)
def keep_up() -> None:
    from .everywhere import spread  # leaf: loaded by the worker, not by the web
    from .keeping import keep_up

    spread()
    keep_up()


@shared_task(expires=3500)
def erase_cases() -> None:
    from .cases import erase_everywhere  # leaf: loaded by the worker, not by the web

    erase_everywhere()


@shared_task(expires=50)
def tell_missed() -> None:
    from .timetable import tell_missed_everywhere  # leaf: loaded by the worker, not by the web

    tell_missed_everywhere()
