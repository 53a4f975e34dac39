"""The program's settings on a database, queue and folder that belong to this test process alone.

`TEST_DATABASE_URL` and `TEST_REDIS_URL` name the servers to use instead of SQLite and files,
`TEST_TEMPLATE` the database on PostgreSQL that has been migrated already.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path
from uuid import uuid4

_own = uuid4().hex[:8]
_folder = tempfile.mkdtemp(prefix="scheduling-test-")
atexit.register(shutil.rmtree, _folder, ignore_errors=True)

# Set, even if empty, so that neither a developer's environment nor their .env reaches the tests.
os.environ |= {
    "SECRET_KEY": "a-key-for-tests-" + "x" * 40,
    "DEBUG": "1",
    "ALLOWED_HOSTS": "",
    "DATABASE_URL": os.environ.get("TEST_DATABASE_URL", ""),
    "REDIS_URL": os.environ.get("TEST_REDIS_URL", ""),
    "REDIS_PREFIX": f"test-{_own}:",
    "EMAIL_URL": "",
    "DEFAULT_FROM_EMAIL": "",
    "BASE_URL": "",
    "TIME_ZONE": "",
    "LANGUAGE_CODE": "en",
    "SOLVER_WORKERS": "2",
    "SOLVER_SECONDS": "10",
    "PORT": "",
    # Nobody listens there: no test speaks to the world.
    "WECOM_URL": "http://127.0.0.1:9",
    "DINGTALK_URL": "http://127.0.0.1:9",
    "FEISHU_URL": "http://127.0.0.1:9",
    "VAR_DIR": _folder,
    # What a test has written need not outlive the server.
    "PGOPTIONS": "-c synchronous_commit=off",
}

from schedulingsite.settings import *  # noqa: E402, F403
from schedulingsite.settings import DATABASES  # noqa: E402

DATABASES["default"]["TEST"] = {
    # A file rather than memory, so that server threads and workers see what a real one would.
    "NAME": str(Path(_folder) / "test.sqlite3") if "sqlite" in DATABASES["default"]["ENGINE"] else f"test_{_own}",
    "TEMPLATE": os.environ.get("TEST_TEMPLATE") or None,
}
if "sqlite" in DATABASES["default"]["ENGINE"]:
    # Fifty who write at once take turns, and on a busy machine the last waits for longer than a reader would.
    DATABASES["default"]["OPTIONS"]["timeout"] = 180
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# Each client of a test looks through all static files otherwise; the live server serves them itself.
WHITENOISE_USE_FINDERS = False
