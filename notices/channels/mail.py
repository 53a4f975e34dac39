"""Notices as one mail to a person, as text and as HTML."""

import hashlib
from collections.abc import Callable, Sequence
from email.utils import formataddr, parseaddr
from smtplib import SMTPDataError, SMTPException, SMTPRecipientsRefused, SMTPResponseException
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import ngettext

from staff.models import User

from ..models import Notice
from .failures import NotDelivered


class Postman:
    """Brings mails over one connection, opened with the first and closed with `close`."""

    def __init__(self) -> None:
        self.connection: Any = None

    def bring(self, notices: Sequence[Notice], begin: Callable[[], None]) -> None:
        """Send them as one mail, once `begin` has noted that it leaves; raises NotDelivered, and what `begin` does."""
        message = message_of(notices)
        message.connection = self._open()
        begin()
        try:
            message.send()
        except (OSError, SMTPException) as error:
            self.close()
            raise failure_of(error) from error

    def _open(self) -> Any:
        if self.connection is None:
            connection = get_connection()
            try:
                connection.open()
            except (OSError, SMTPException) as error:
                raise NotDelivered(said_by(error), is_down=True) from error
            self.connection = connection
        return self.connection

    def close(self) -> None:
        connection, self.connection = self.connection, None
        if connection is not None:
            try:
                connection.close()
            except (OSError, SMTPException):
                return


def failure_of(error: Exception) -> NotDelivered:
    """Whether it may go better later; a server's 5xx is its last word on this address or mail."""
    if isinstance(error, SMTPRecipientsRefused):
        codes = [code for code, _text in error.recipients.values()]
    else:
        codes = [error.smtp_code] if isinstance(error, SMTPDataError) else []
    is_final = bool(codes) and all(500 <= code < 600 for code in codes)
    has_answered = isinstance(error, SMTPResponseException | SMTPRecipientsRefused)
    return NotDelivered(said_by(error), is_final=is_final, is_down=not codes, is_unclear=not has_answered)


def said_by(error: Exception) -> str:
    """What the server said, or the kind of failure when it said nothing."""
    if isinstance(error, SMTPRecipientsRefused):
        code, text = next(iter(error.recipients.values()))
        return f"{code} {text.decode(errors='replace')}"
    if isinstance(error, SMTPResponseException):
        said = error.smtp_error
        return f"{error.smtp_code} {said.decode(errors='replace') if isinstance(said, bytes) else said}"
    return str(error) or type(error).__name__


def language_of(user: User) -> str:
    """Her own, else the one that her hall keeps for her, else the program's."""
    employee = getattr(user, "employee", None)
    return user.language or (employee.language if employee else settings.LANGUAGE_CODE)


def message_of(notices: Sequence[Notice]) -> EmailMultiAlternatives:
    user = notices[0].user
    assert user is not None
    with translation.override(language_of(user)):
        subject = subject_of(notices)
        context = {
            "notices": [(notice, settings.BASE_URL + notice.url if notice.url else "") for notice in notices],
            "subject": subject,
            "language": translation.get_language(),
            "inbox": settings.BASE_URL + reverse("notices:inbox"),
            "preferences": settings.BASE_URL + reverse("notices:preferences"),
        }
        text = render_to_string("notices/mail.txt", context)
        html = render_to_string("notices/mail.html", context)
    headers = {
        "Message-ID": message_id(notices),
        "Auto-Submitted": "auto-generated",
        "List-Unsubscribe": f"<{context['preferences']}>",
    }
    message = EmailMultiAlternatives(subject, text, sender_of(notices), [user.email], headers=headers)
    message.attach_alternative(html, "text/html")
    for file in {notice.attachment for notice in notices if notice.attachment}:
        message.attach(file.name, bytes(file.content), file.content_type)
    return message


def subject_of(notices: Sequence[Notice]) -> str:
    """The notice itself, or how many there are; the sender says of which hall."""
    if len(notices) == 1:
        return one_line(notices[0].words.title)
    return ngettext("%(n)d notice", "%(n)d notices", len(notices)) % {"n": len(notices)}


def sender_of(notices: Sequence[Notice]) -> str:
    """The hall's name before the program's address; without a name when they are of several halls."""
    name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    halls = {notice.hall.name if notice.hall else name for notice in notices}
    return formataddr((one_line(halls.pop()) if len(halls) == 1 else name, address))


def one_line(text: str) -> str:
    return " ".join(text.split())


def message_id(notices: Sequence[Notice]) -> str:
    """The same for the same notices, so that a mail sent again after a crash is known as the one before."""
    digest = hashlib.sha256(" ".join(sorted(str(notice.pk) for notice in notices)).encode()).hexdigest()
    return f"<{digest[:32]}@{urlsplit(settings.BASE_URL).hostname}>"
