from celery import shared_task


@shared_task(expires=15)
def sweep_deliveries() -> None:
    from .delivering import sweep_deliveries  # leaf: a web process never delivers

    sweep_deliveries()


@shared_task(expires=3600)
def drop_attachments() -> None:
    from django.utils import timezone

    from .models import Attachment  # leaf: models are there once the apps are

    Attachment.objects.unneeded(timezone.now()).delete()


@shared_task(expires=50)
def tell_decisions() -> None:
    from .absences import tell_decisions  # leaf: a web process never asks
    from .askings import tell_askings

    tell_decisions()
    tell_askings()
