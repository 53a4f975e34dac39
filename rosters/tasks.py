from celery import shared_task


@shared_task
def run_build(build_id: str) -> None:
    from .builds.turns import build_in_turn  # leaf: queueing imports this module

    build_in_turn(build_id)


@shared_task(expires=30)
def sweep_builds() -> None:
    from .builds.queueing import sweep_builds  # leaf: queueing imports this module

    sweep_builds()


@shared_task(expires=280)
def post_overtime() -> None:
    from .timebanks.posting import post_due  # leaf: workers load it when they need it

    post_due()


@shared_task(expires=3500)
def expire_time_banks() -> None:
    from staff.banking import expire_everywhere  # leaf: workers load it when they need it

    expire_everywhere()


@shared_task(expires=800)
def remind_of_wishes() -> None:
    from .wishes.wishreminders import remind_everywhere  # leaf: workers load it when they need it

    remind_everywhere()
