from collections.abc import Iterator

import pytest

from staff.models import User
from tests import make
from tests.listeners import HookServer, MailServer, listening


@pytest.fixture
def mail_server(settings) -> Iterator[MailServer]:
    """A real mail server, to which the program sends."""
    with listening(MailServer()) as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        settings.EMAIL_TIMEOUT = 1
        yield server


@pytest.fixture
def hook_server(settings) -> Iterator[HookServer]:
    """A real web server in the place of all three chat services."""
    with listening(HookServer()) as server:
        settings.WECOM_URL = settings.DINGTALK_URL = settings.FEISHU_URL = server.url
        yield server


@pytest.fixture
def ann(hall) -> User:
    return make.post(make.user("ann", email="ann@example.com", language="en"), "clerk", hall)


@pytest.fixture
def bob(hall) -> User:
    return make.post(make.user("bob", email="bob@example.com", language="zh-hans"), "clerk", hall)
