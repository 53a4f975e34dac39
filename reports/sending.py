"""Sending a month's summary: once, to those who read it; later changes as further numbers."""

from collections.abc import Iterable
from datetime import date, datetime
from io import BytesIO

from django.db import transaction
from django.urls import reverse
from django.utils import translation

from notices.channels.mail import language_of
from notices.kinds import Kind
from notices.models import Attachment
from notices.sending import tell
from rosters.exports import CONTENT_TYPE
from staff import audit
from staff.models import Hall, Post, User

from .exports import save_summary
from .making import last_summary, make_summary
from .models import Summary
from .models.summaries import READERS
from .report import report_of

# What mail servers take; beyond it, and for so many halls that it would be beyond, the mail leads to the page.
LARGEST_ATTACHMENT = 8 * 1024 * 1024
MOST_HALLS_ATTACHED = 300


def send_summary(month: date, *, hall: Hall | None = None, now: datetime, by: User | None = None) -> Summary:
    """Freeze the month's summary as number 1 and tell its readers; what has been sent stays as it is.

    Safe to call twice, late, and after a crash. Without a hall it is the department's, made of the
    summaries of its halls, and goes by mail with the workbook. `by` None is the program itself.
    Raises `making.NotSendable`.
    """
    summary = last_summary(month, hall) or make_summary(month, hall=hall, now=now, by=by)
    deliver(summary, now)
    return summary


def send_changes(
    month: date, *, hall: Hall | None = None, now: datetime, by: User | None = None, quietly: bool = False
) -> Summary:
    """Send the next number when the month is no longer as it was sent; the one in force when it is.

    `quietly` puts it where its readers look and tells nobody, unless nobody has been told of the month yet.
    """
    summary = make_summary(month, hall=hall, now=now, by=by)
    is_told = Summary.objects.filter(month=month, hall=hall, sent_at__isnull=False).exists()
    deliver(summary, now, quietly=quietly and is_told)
    return summary


def deliver(summary: Summary, now: datetime, *, quietly: bool = False) -> None:
    """Tell the readers of a summary that has not been sent; whoever else does so at the same time does nothing."""
    if summary.sent_at is not None:
        return
    told = {} if quietly else readers_of(summary)
    files = {language: workbook_in(summary, language) for language in told} if summary.hall is None else {}
    with transaction.atomic():
        claimed = Summary.objects.filter(pk=summary.pk, sent_at__isnull=True).update(sent_at=now)
        if claimed:
            summary.sent_at = now
            for language, users in told.items():
                tell_of(summary, users, files.get(language), is_large=language in files and not files[language])
            record(summary)


def readers_of(summary: Summary) -> dict[str, list[User]]:
    """Whom it is for, by language: of a hall those who manage or supervise it, else management."""
    return by_language(readers_of_hall(summary.hall) if summary.hall else readers_of_department())


def readers_of_hall(hall: Hall) -> list[User]:
    """What it has told the department is theirs to read."""
    rows = User.objects.filter(posts__hall=hall, posts__role__in=READERS, is_active=True)
    return list(rows.select_related("employee").distinct())


def readers_of_department() -> list[User]:
    rows = User.objects.filter(posts__role=Post.Role.MANAGEMENT, is_active=True)
    return list(rows.select_related("employee").distinct())


def by_language(users: Iterable[User]) -> dict[str, list[User]]:
    groups: dict[str, list[User]] = {}
    for user in users:
        groups.setdefault(language_of(user), []).append(user)
    return groups


def workbook_in(summary: Summary, language: str) -> BytesIO | None:
    """The workbook in that language; None when it is too large to be mailed."""
    if summary.parts.count() > MOST_HALLS_ATTACHED:
        return None
    file = BytesIO()
    with translation.override(language):
        save_summary(report_of(summary), file)
    return file if len(file.getvalue()) <= LARGEST_ATTACHMENT else None


def tell_of(summary: Summary, users: list[User], file: BytesIO | None, *, is_large: bool) -> None:
    attachment = None
    if file:
        name = f"summary-{summary.month:%Y-%m}-{summary.number}.xlsx"
        attachment = Attachment.objects.create(name=name, content_type=CONTENT_TYPE, content=file.getvalue())
    facts = {"month": f"{summary.month:%Y-%m}", "number": summary.number, "is_large": is_large}
    if summary.number > 1:
        facts["answer"] = "changed"
    tell(
        users,
        Kind.SUMMARY_SENT,
        hall=summary.hall,
        key=summary.notice_key,
        facts=facts,
        url=page_of(summary),
        attachment=attachment,
    )


def page_of(summary: Summary) -> str:
    if summary.hall:
        return reverse("reports:hall", args=[summary.month, summary.hall.code])
    return reverse("reports:month", args=[summary.month])


def record(summary: Summary) -> None:
    """A hall's log says what was sent of it; the department's summaries are their own log."""
    if summary.hall:
        facts = {"number": summary.number, "version": summary.version, "changes": len(summary.differences)}
        subject = f"{summary.month:%Y-%m}"
        audit.record("summary_sent", by=summary.by, hall=summary.hall, subject=subject, after=facts)
