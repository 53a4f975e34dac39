from celery import shared_task


@shared_task
def run_build(build_id: str) -> None:
    from .building import finish_build  # leaf: building imports this module

    finish_build(build_id)


@shared_task(expires=30)
def sweep_builds() -> None:
    from .building import sweep_builds  # leaf: building imports this module

    sweep_builds()
