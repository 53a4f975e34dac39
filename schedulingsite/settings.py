"""Settings of the whole program. Everything that differs between places comes from the environment."""

import os
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from . import env

BASE_DIR = Path(__file__).resolve().parent.parent
env.read_file(BASE_DIR / ".env")
# Everything that the program writes by itself.
VAR_DIR = Path(env.text("VAR_DIR", str(BASE_DIR / "var"))).resolve()

# --- where it runs -----------------------------------------------------------

SECRET_KEY = env.text("SECRET_KEY")
# Whoever sets a key means it: only a start with nothing set is a developer's own machine.
DEBUG = env.flag("DEBUG", default=not SECRET_KEY)
if not SECRET_KEY:
    if not DEBUG:
        raise ImproperlyConfigured("SECRET_KEY must be set in the environment when DEBUG is off.")
    SECRET_KEY = "only-for-a-developers-own-machine-" + "x" * 32

PORT = env.whole_number("PORT", 8000, least=1, most=65535)
BASE_URL = env.url("BASE_URL", ["http", "https"], default=f"http://localhost:{PORT}")
# The machine itself may always ask: health checks do.
ALLOWED_HOSTS = [*env.words("ALLOWED_HOSTS"), urlsplit(BASE_URL).hostname or "", "localhost", "127.0.0.1", "[::1]"]
CSRF_TRUSTED_ORIGINS = [BASE_URL]

# --- the parts ---------------------------------------------------------------

INSTALLED_APPS = [
    "schedulingsite",
    "reports",
    "swaps",
    "plans",
    "rosters",
    "notices",
    "staff",
    "allauth",
    "allauth.account",
    "csp",
    "django_htmx",
    "drf_spectacular",
    "rest_framework",
    "template_partials",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.sessions",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "schedulingsite.language.OwnLanguageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "schedulingsite.loggedout.lead_to_the_door",
    "staff.addresses.remember_address",
    "schedulingsite.nul.drop_nul",
]

ROOT_URLCONF = "schedulingsite.urls"
WSGI_APPLICATION = "schedulingsite.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "schedulingsite.context.program",
            ],
            "builtins": ["template_partials.templatetags.partials"],
        },
    },
]

# --- what is kept ------------------------------------------------------------

DATABASES = {"default": env.database("DATABASE_URL", VAR_DIR / "db.sqlite3")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = {
        "timeout": 20,
        # A transaction that reads and then writes would otherwise fail at once under another writer.
        "transaction_mode": "IMMEDIATE",
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL",
    }
else:
    DATABASES["default"] |= {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env.url("REDIS_URL", ["redis", "rediss"])
REDIS_PREFIX = env.text("REDIS_PREFIX", "scheduling:")
if REDIS_URL:
    CACHES = {
        "default": {
            "BACKEND": "schedulingsite.redis_cache.RedisCache",
            "LOCATION": REDIS_URL,
            "KEY_PREFIX": REDIS_PREFIX + "cache",
            "OPTIONS": {"socket_connect_timeout": 2, "socket_timeout": 5},
        }
    }
else:
    # In files, not in memory: web and workers are processes of their own and share it.
    CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
            "LOCATION": str(VAR_DIR / "cache"),
        }
    }

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "schedulingsite.storage.ModulesToo"
    },
}
WHITENOISE_USE_FINDERS = DEBUG

# --- the queue ---------------------------------------------------------------

if REDIS_URL:
    CELERY_BROKER_URL = REDIS_URL
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "global_keyprefix": REDIS_PREFIX,
        "visibility_timeout": 3600,
        # Whoever asks for a build while the broker's machine is away should not wait for the network to give up.
        "socket_connect_timeout": 2,
    }
else:
    BROKER_DIR = VAR_DIR / "broker"
    for folder in ("messages", "control"):
        (BROKER_DIR / folder).mkdir(parents=True, exist_ok=True)
    CELERY_BROKER_URL = "localhost"
    CELERY_BROKER_TRANSPORT = "schedulingsite.filequeue:Transport"
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(BROKER_DIR / "messages"),
        "data_folder_out": str(BROKER_DIR / "messages"),
        "control_folder": str(BROKER_DIR / "control"),
        "polling_interval": 0.25,
    }

CELERY_TASK_DEFAULT_QUEUE = "default"
CELERY_TASK_ROUTES = {"rosters.tasks.run_build": {"queue": "solver"}}
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_ENABLE_REMOTE_CONTROL = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "beat")
CELERY_BEAT_SCHEDULE = {
    "expire time banks": {"task": "rosters.tasks.expire_time_banks", "schedule": 3600.0},
    "post overtime": {"task": "rosters.tasks.post_overtime", "schedule": 300.0},
    "remind of wishes": {"task": "rosters.tasks.remind_of_wishes", "schedule": 900.0},
    "sweep builds": {"task": "rosters.tasks.sweep_builds", "schedule": 15.0},
    "settle swaps": {"task": "swaps.tasks.settle_swaps", "schedule": 15.0},
    "sweep deliveries": {"task": "notices.tasks.sweep_deliveries", "schedule": 15.0},
    "tell decisions on leave": {"task": "notices.tasks.tell_decisions", "schedule": 60.0},
    "renew summaries": {"task": "reports.tasks.renew_summaries", "schedule": 3600.0},
    "drop old attachments": {"task": "notices.tasks.drop_attachments", "schedule": 86400.0},
    # Each quarter of an hour; a tick that comes late does what was missed.
    "run the cycle": {"task": "reports.tasks.run_cycle", "schedule": 900.0},
    "erase customers": {"task": "plans.tasks.erase_cases", "schedule": 3600.0},
    "keep plans up": {"task": "plans.tasks.keep_up", "schedule": 120.0},
    "tell missed checks": {"task": "plans.tasks.tell_missed", "schedule": 60.0},
}

SOLVER_WORKERS = env.whole_number("SOLVER_WORKERS", min(os.cpu_count() or 1, 16), least=1, most=64)
SOLVER_MEMORY_MB = env.whole_number("SOLVER_MEMORY_MB", 2000, least=0, most=1_000_000)
SOLVER_SECONDS = env.whole_number("SOLVER_SECONDS", 60, least=1, most=3600)

# --- language and time -------------------------------------------------------

LANGUAGES = [("zh-hans", _("Simplified Chinese")), ("zh-hant", _("Traditional Chinese")), ("en", _("English"))]
LANGUAGE_CODE = env.one_of("LANGUAGE_CODE", "zh-hans", dict(LANGUAGES))
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["schedulingsite.formats"]
TIME_ZONE = CELERY_TIMEZONE = env.time_zone("TIME_ZONE", "Asia/Shanghai")
USE_TZ = True
FIRST_DAY_OF_WEEK = 1

# --- who comes in ------------------------------------------------------------

AUTH_USER_MODEL = "staff.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_PRESERVE_USERNAME_CASING = True

REST_FRAMEWORK: dict[str, Any] = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        # First, because the first one says how a stranger is answered: with 401.
        "staff.authentication.OwnTokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_PAGINATION_CLASS": "schedulingsite.api_defaults.Pages",
    "DEFAULT_THROTTLE_RATES": {"token": "10/min"},
    "EXCEPTION_HANDLER": "schedulingsite.api_defaults.error_answer",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Scheduling",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": "/api/v1/",
    "ENUM_NAME_OVERRIDES": {
        "SwapKindEnum": "swaps.models.SwapRequest.Kind",
        "AbsenceStateEnum": "staff.models.Absence.State",
    },
}

# --- safety ------------------------------------------------------------------

# A day's demand in quarters of an hour, for a dozen stations, is more than Django's thousand.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
    }
}
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = not DEBUG
if not DEBUG:
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# Who comes too often is known by the address that the one proxy of docs/production.md has seen.
PROXIES = 0 if DEBUG else 1
ALLAUTH_TRUSTED_PROXY_COUNT = PROXIES
REST_FRAMEWORK["NUM_PROXIES"] = PROXIES

# --- mail and log ------------------------------------------------------------

_mail = env.email("EMAIL_URL", "console:")
EMAIL_BACKEND = _mail["EMAIL_BACKEND"]
EMAIL_HOST = _mail.get("EMAIL_HOST") or "localhost"
EMAIL_PORT = _mail.get("EMAIL_PORT") or 25
EMAIL_HOST_USER = _mail.get("EMAIL_HOST_USER") or ""
EMAIL_HOST_PASSWORD = _mail.get("EMAIL_HOST_PASSWORD") or ""
EMAIL_USE_TLS = _mail.get("EMAIL_USE_TLS", False)
EMAIL_USE_SSL = _mail.get("EMAIL_USE_SSL", False)
EMAIL_FILE_PATH = _mail.get("EMAIL_FILE_PATH") or None
# Servers that look into a mail before they take it need a while; one given up too soon would get it twice.
EMAIL_TIMEOUT = 60
DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", "scheduling@localhost")

# Where the robots of chat groups are reached; elsewhere for a service of one's own, or for tests.
WECOM_URL = env.url("WECOM_URL", ["http", "https"], default="https://qyapi.weixin.qq.com")
DINGTALK_URL = env.url("DINGTALK_URL", ["http", "https"], default="https://oapi.dingtalk.com")
# Whether a webhook may be called without encryption, and may lead into the own network.
WEBHOOK_HTTP = DEBUG
WEBHOOK_PRIVATE = env.flag("WEBHOOK_PRIVATE", default=DEBUG)
FEISHU_URL = env.url("FEISHU_URL", ["http", "https"], default="https://open.feishu.cn")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": ["stderr"], "level": "INFO" if DEBUG else "WARNING", "propagate": False},
        "notices": {"handlers": ["stderr"], "level": "INFO", "propagate": False},
        "plans": {"handlers": ["stderr"], "level": "INFO", "propagate": False},
        "reports": {"handlers": ["stderr"], "level": "INFO", "propagate": False},
        "rosters": {"handlers": ["stderr"], "level": "INFO", "propagate": False},
        "swaps": {"handlers": ["stderr"], "level": "INFO", "propagate": False},
        "staff": {"handlers": ["stderr"], "level": "INFO", "propagate": False},
    },
}
