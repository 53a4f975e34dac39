from celery import shared_task


@shared_task(expires=30)
def settle_swaps() -> None:
    from .settling import settle  # leaf: workers load it when they need it

    settle()
