"""Settings driven by the environment; `.env.example` explains every variable.

Two ways to run: the embedded default (SQLite, in-memory broker, local files) and production
(PostgreSQL, Redis or RabbitMQ). `DEMO_MODE` turns on the banner, the time machine and known
passwords, and refuses to start together with production settings (`core/checks.py`).
"""

from pathlib import Path

import environ
from csp.constants import NONCE, NONE, SELF

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
environ.Env.read_env(BASE_DIR / ".env")

VAR_DIR = Path(env("BINGSHEN_VAR", default=str(BASE_DIR / "var")))
VAR_DIR.mkdir(parents=True, exist_ok=True)

DEMO_MODE = env.bool("DEMO_MODE", default=False)
PRODUCTION = env.bool("PRODUCTION", default=False)
DEBUG = env.bool("DEBUG", default=False)
DEVELOPMENT_SECRET = "development-only-key-never-used-in-production"
SECRET_KEY = env("SECRET_KEY", default=DEVELOPMENT_SECRET)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[] if PRODUCTION else ["*"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
BASE_URL = env("BASE_URL", default="http://localhost:8000")
SOURCE_URL = env("SOURCE_URL", default="")

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "core.static.ServedFiles",
    "django.contrib.humanize",
    "django.forms",
    "django_htmx",
    "django_filters",
    "django_tables2",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "csp",
    "django_celery_beat",
    "viewflow",
    "viewflow.workflow",
    "core",
    "accounts",
    "clocks",
    "catalogue",
    "projects",
    "documents",
    "regional_assessments",
    "commitments",
    "approvals",
    "supervision",
    "exchange",
    "demo",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "core.middleware.SecurityHeadersMiddleware",
    "core.middleware.FollowOnceMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "accounts.sessions.SessionLimitsMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "core.middleware.RefusalMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

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
                "core.context.shell",
            ],
            "builtins": ["core.templatetags.bingshen"],
        },
    },
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "NAME": "jinja2",
        "DIRS": [BASE_DIR / "templates" / "jinja2"],
        "OPTIONS": {"environment": "core.jinja.environment"},
    },
]

# --- data ---------------------------------------------------------------------------------

DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'bingshen.sqlite3'}")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # The default DEFERRED transactions lose sign-offs under concurrency ("database is locked").
    DATABASES["default"].setdefault("OPTIONS", {}).update(
        {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;PRAGMA cache_size=-65536",
        }
    )
    # Opening one costs five milliseconds a request, keeping one up to 64 MB a thread: an installation chooses.
    DATABASES["default"]["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", default=0)
else:
    DATABASES["default"]["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", default=600)
    DATABASES["default"].setdefault("OPTIONS", {})["options"] = env(
        "PG_OPTIONS", default="-c lock_timeout=5000 -c idle_in_transaction_session_timeout=30000"
    )
    # How often a question of `core.prepared` is asked before the server keeps its plan; 0 = never, as behind a pooler
    # that hands a connection to another client after each transaction and does not carry prepared statements along.
    DATABASES["default"]["OPTIONS"]["prepare_threshold"] = env.int("PG_PREPARE_AFTER", default=2) or None
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# The workflow lock waits on a row; a request-wide transaction would hold it far too long.
ATOMIC_REQUESTS = False

FILE_STORE = Path(env("FILE_STORE", default=str(VAR_DIR / "files")))
MEDIA_ROOT = FILE_STORE
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
MAX_UPLOAD_BYTES = env.int("MAX_UPLOAD_BYTES", default=100 * 1024 * 1024)
NODE_MODULES = BASE_DIR / "node_modules"
FONT_DIR = NODE_MODULES / "@expo-google-fonts"

CACHES = {"default": env.cache_url("CACHE_URL", default="locmemcache://")}

# --- time, language -----------------------------------------------------------------------

USE_TZ = True
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]

# --- static -------------------------------------------------------------------------------

FORM_RENDERER = "core.rendering.FaceRenderer"
DJANGO_TABLES2_TEMPLATE = "_table.html"
STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS: list = [BASE_DIR / "static"]
for _prefix, _folder in (
    ("vendor/bootstrap", "bootstrap/dist"),
    ("vendor/ol", "ol/dist"),
    ("vendor/ol", "ol/ol.css"),
    ("vendor/proj4", "proj4/dist"),
    ("vendor/echarts", "echarts/dist"),
    # The build for older browsers: offices do not choose theirs. Fonts and tables serve drawings that embed none.
    ("vendor/pdfjs", "pdfjs-dist/legacy/build"),
    ("vendor/pdfjs/cmaps", "pdfjs-dist/cmaps"),
    ("vendor/pdfjs/fonts", "pdfjs-dist/standard_fonts"),
    ("vendor/pdfjs/wasm", "pdfjs-dist/wasm"),
):
    if (NODE_MODULES / _folder).is_dir():
        STATICFILES_DIRS.append((_prefix, NODE_MODULES / _folder))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True

# --- people -------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    # One password check for every attempt: a second backend would make known user names answer later.
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
LOGIN_URL = "/accounts/login/"
LOGIN_REDIRECT_URL = "/home/"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_GET = False
ENTERPRISE_REGISTRATION = env.bool("ENTERPRISE_REGISTRATION", default=DEMO_MODE)
MFA_TOTP_ISSUER = "Bingshen"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
# Reverse proxies in front of us whose X-Forwarded-For is believed; 0 believes nobody.
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXIES", default=0)
# Five tries per user name, known or not, then a quarter of an hour; a whole office behind one address is slowed
# down (30 sign-ins per minute), not locked out.
ACCOUNT_RATE_LIMITS = {"login": "30/m/ip", "login_failed": "30/m/ip"}
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = ["username"]
AXES_USERNAME_CALLABLE = "accounts.lockout.username"
AXES_CLIENT_IP_CALLABLE = "accounts.lockout.address"
AXES_LOCKOUT_TEMPLATE = "account/locked.html"
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_RESET_ON_SUCCESS = True
AXES_HANDLER = "axes.handlers.database.AxesDatabaseHandler"

# --- the browser --------------------------------------------------------------------------

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 3600
CSRF_COOKIE_SAMESITE = "Lax"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if PRODUCTION:
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-sessionid", "__Host-csrftoken"
    SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=True)
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 31536000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    STORAGES["staticfiles"]["BACKEND"] = "core.static.HashedFiles"
    WHITENOISE_USE_FINDERS = False
#: Tiles of 天地图 under the map, as an extra layer that is off until somebody switches it on; none without a key.
TIANDITU_KEY = env("TIANDITU_KEY", default="")
TIANDITU_URL = env("TIANDITU_URL", default="https://t0.tianditu.gov.cn").rstrip("/")
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:", "blob:", *([TIANDITU_URL] if TIANDITU_KEY else [])],
        "worker-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
    }
}

# --- papers -------------------------------------------------------------------------------

# Who puts electronic seals on PDFs (documents/seals.py); the shipped one works in demonstrations only.
SEAL_PROVIDER = env("SEAL_PROVIDER", default="documents.demo_seal.DemoSeal")

# --- tasks --------------------------------------------------------------------------------

CELERY_BROKER_URL = env("CELERY_BROKER_URL", default="memory://localhost/")
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_SERIALIZER = "json"
CELERY_TIMEZONE = TIME_ZONE
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 300} if "redis" in CELERY_BROKER_URL else {}
CELERY_BEAT_SCHEDULE = {
    "sweep": {"task": "core.sweep", "schedule": 20.0 if DEMO_MODE else 60.0, "options": {"expires": 60}},
}
CELERY_BEAT_SCHEDULER = "django_celery_beat.schedulers:DatabaseScheduler"

EMAIL_BACKEND = env("EMAIL_BACKEND", default="django.core.mail.backends.filebased.EmailBackend")
#: Which class serves each way out; a province names the adapter of its SMS and WeChat provider here.
NOTICE_CHANNELS = {
    "EMAIL": env("CHANNEL_EMAIL", default="core.channels.EmailChannel"),
    "SMS": env("CHANNEL_SMS", default="core.channels.SmsFile"),
    "WECHAT": env("CHANNEL_WECHAT", default="core.channels.WechatFile"),
}
EMAIL_FILE_PATH = VAR_DIR / "mail"
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", default="bingshen@localhost")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env("LOG_LEVEL", default="INFO")},
}
# axes.W006 wants lock-out by address as well: see AXES_LOCKOUT_PARAMETERS.
SILENCED_SYSTEM_CHECKS = ["axes.W006"]
