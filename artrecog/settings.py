"""Django settings. What an operator may change comes from the environment, through `env.py`."""

from datetime import timedelta
from pathlib import Path

from csp.constants import NONE, SELF

from artrecog.env import read_environment, tile_host
from artrecog.log_settings import logging_of

BASE_DIR = Path(__file__).resolve().parent.parent
ENV = read_environment(BASE_DIR)

# Where everything that grows is kept: database, photos, features, indexes.
DATA_DIR = ENV.data_dir
SECRET_KEY = ENV.secret_key
DEBUG = ENV.debug
ALLOWED_HOSTS = ENV.allowed_hosts

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "rest_framework",
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "django_htmx",
    "csp",
    "js_lib_leaflet",
    "simple_history",
    "axes",
    "artrecog",
    "access",
    "catalog",
    "recognition",
    "visits",
    "desk",
    "quality",
    "webhooks",
]

MIDDLEWARE = [
    "artrecog.request_ids.RequestIdMiddleware",  # before whatever writes to the log
    "artrecog.head_requests.HeadMiddleware",
    "artrecog.unread_bodies.UnreadBodyMiddleware",  # before whatever refuses
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "artrecog.request_lines.RequestLineMiddleware",  # behind static files
    "csp.middleware.CSPMiddleware",
    "access.middleware.HeadersMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "recognition.middleware.BodyLimitMiddleware",  # before what reads the body
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",  # who changed the catalogue
    "axes.middleware.AxesMiddleware",  # last, as its documentation has it
]

# Who failed too often is refused before anybody looks at a password.
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "catalog.backends.ResponsibilityBackend"]
ROOT_URLCONF = "artrecog.urls"
WSGI_APPLICATION = "artrecog.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "artrecog.languages.machine_translated",
                "visits.words.script_words",
            ],
        },
    },
]

DATABASES = {"default": ENV.database}
if ENV.database["ENGINE"] == "django.db.backends.sqlite3":
    # WAL lets visitors read while a curator or worker writes; IMMEDIATE takes the write lock at once,
    # so that two writers queue for `timeout` seconds instead of failing half-way.
    DATABASES["default"]["OPTIONS"] = {
        "timeout": 20,
        "transaction_mode": "IMMEDIATE",
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
else:
    # Connecting costs more than most of our queries. A minute idle, or a dead connection, makes a new one.
    DATABASES["default"].setdefault("CONN_MAX_AGE", 60)
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    # A server that swallows packets is given up, by queries too, before a balancer gives this process up.
    waits = {"connect_timeout": 5, "tcp_user_timeout": 10_000}
    DATABASES["default"]["OPTIONS"] = waits | DATABASES["default"].get("OPTIONS", {})
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

# By name and address: by name alone anybody could lock out anybody, by address alone one mistake a whole museum.
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_RESET_ON_SUCCESS = True
AXES_CLIENT_IP_CALLABLE = "access.addresses.address_of"
AXES_LOCKOUT_CALLABLE = "access.locking.locked_out"
# Who logged in when, and out, is nobody's affair.
AXES_DISABLE_ACCESS_LOG = True
AXES_VERBOSE = False

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("de", "Deutsch"), ("fr", "Français"), ("es", "Español"), ("ar", "العربية")]
# What no person has checked: pages in these languages say so.
MACHINE_TRANSLATED = ("de", "fr", "es", "ar")
LOCALE_PATHS = [BASE_DIR / "locale"]
# Set by a visitor's own choice only; without it the browser's preference counts.
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_HTTPONLY = True
TIME_ZONE = "UTC"
USE_I18N = True
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_ROOT = DATA_DIR / "media"
# Never served by path: a view decides who sees a photo, and in which fixed size.
MEDIA_URL = ""
STORAGES = {
    "default": {"BACKEND": "artrecog.whole_files.WholeFiles"},
    "staticfiles": {"BACKEND": "artrecog.hashed_files.HashedFiles"},
}

# Tiles for the map of venues, as "https://tiles.example.org/{z}/{x}/{y}.png"; without, the map is drawn.
# Whether nobody approves a price that they entered themselves.
PRICE_FOUR_EYES = ENV.price_four_eyes
TILE_URL = ENV.tile_url
TILE_HOSTS = [tile_host(TILE_URL)] if TILE_URL else []

# Whom aggregators write to; "" for the webmaster of the host that they ask.
ADMIN_EMAIL = ENV.admin_email

# Nothing is loaded from another host, on any page, the admin included; but for tiles, if an operator names a host.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:", "blob:", *TILE_HOSTS],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    },
}
SECURE_CONTENT_TYPE_NOSNIFF = True
# Sent with answers over https alone: by itself it changes nothing for a site on plain http. For this name only: what
# else a museum serves under its domain, and for how long, is not ours to promise.
SECURE_HSTS_SECONDS = ENV.hsts_seconds
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
# Cookies are Secure whenever they are given over https (access/middleware.py). A site that is reached by https alone
# may say so: then they never go over plain http, and who comes by http is sent to https.
SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = ENV.https_only
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"

REST_FRAMEWORK = {
    "DEFAULT_SCHEMA_CLASS": "access.schema.OpenSchema",
    "EXCEPTION_HANDLER": "artrecog.api_errors.problem",
    "DEFAULT_AUTHENTICATION_CLASSES": ["access.api.TokenAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["access.api.ScopePermission"],
    "DEFAULT_THROTTLE_CLASSES": ["access.api.ReadsThrottle"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "UNAUTHENTICATED_USER": None,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Artwork recognition",
    "DESCRIPTION": "Name the artworks in a photo; read the catalogue that they come from.",
    "VERSION": "1.0.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "artrecog.api_schema.describe_errors",
    ],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
}

# Without a broker a task runs where it is queued, in the same process.
REDIS_URL = ENV.redis_url
CELERY_BROKER_URL = ENV.redis_url or "memory://localhost/"  # without a host kombu warns, at the first photo
CELERY_TASK_ALWAYS_EAGER = not ENV.redis_url
# The row records a failure; the visitor who waits sees it there.
CELERY_TASK_EAGER_PROPAGATES = False
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_DEFAULT_QUEUE = "recognition"
CELERY_TASK_ACKS_LATE = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
# A worker writes its log as every process does, without secrets.
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# However long a broker is away, workers wait for it; by default they would end after an hour.
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
# A photo is kept before it is queued, so whoever sent it need not wait for a broker that does not answer.
CELERY_BROKER_TRANSPORT_OPTIONS = {"socket_connect_timeout": 1.0, "socket_timeout": 3.0, "socket_keepalive": True}
CELERY_TASK_PUBLISH_RETRY_POLICY = {"max_retries": 1, "interval_start": 0.0, "interval_max": 0.2}
# A worker whose work never ends is ended, and its row goes on with another. Builds, imports and looks at a whole
# catalogue may take hours; what is short has a limit of its own, see `recognition/tasks.py`.
CELERY_TASK_TIME_LIMIT = 24 * 3600.0
# Each minute: queue again what a killed worker left behind, and index what no process searches yet. Each hour: read the
# index whole, remove files that nothing names, forget what is kept no longer. Every worker keeps this clock, in memory:
# to be told twice does no harm, and a message that nobody took is gone before the next.
CELERY_BEAT_SCHEDULER = "artrecog.clock.SteadyScheduler"
EACH_MINUTE = (
    "recognition.tasks.requeue_abandoned",
    "recognition.tasks.index_missing",
    "recognition.tasks.forget_idempotency_keys",
    "desk.tasks.requeue_abandoned_imports",
    "quality.tasks.requeue_abandoned_looks",
    "webhooks.tasks.sweep_deliveries",
)
EACH_HOUR = ("recognition.tasks.check_index", "recognition.tasks.remove_leftovers", "visits.tasks.forget_old")
CELERY_BEAT_SCHEDULE = {
    task: {"task": task, "schedule": seconds, "options": {"expires": seconds}}
    for tasks, seconds in ((EACH_MINUTE, 60.0), (EACH_HOUR, 3600.0))
    for task in tasks
}

# An import, or a look at the whole catalogue, takes minutes: without a worker, a thread beside the requests does it.
LONG_WORK_IN_THREAD = CELERY_TASK_ALWAYS_EAGER

# catalog tells whoever is named here which reference images are new; it never imports recognition itself.
CATALOG_REFERENCE_LISTENER = "recognition.intake.references_added"
# catalog asks whoever is named here for works that look like one; "" for nobody.
CATALOG_SIMILARITY = "recognition.similar.similar_artworks"

# recognition tells whoever is named here of a photo that was taken in on the page; it never imports visits itself.
SCAN_LISTENER = "visits.collecting.keep_scan"
# And whoever is named here, of each recognition that is finished; "" for nobody.
RECOGNITION_LISTENER = "webhooks.announcing.recognition_finished"

# Whom the people behind a museum's server may write to, when an import of ours disturbs it.
MUSEUM_CONTACT = ENV.contact

EMBEDDER = ENV.embedder
INDEX_BACKEND = ENV.index_backend
MILVUS_URI = ENV.milvus_uri

# After how many days a visitor's photo is deleted; 0: as soon as it is answered (recognition/retention.py).
PHOTO_DAYS = ENV.photo_days

# Whose word counts for the address that a request comes from (access/addresses.py).
PROXIES = ENV.proxies

# 20 MiB is a 50-megapixel phone JPEG; `BodyLimitMiddleware` refuses more before it is read.
PHOTO_MAX_BYTES = 20 * 1024 * 1024

# Photos and pictures are decoded by a process of their own, which may use so much memory and time and open nothing;
# False, for tests that are about something else, has it done here.
DECODE_APART = True
# Who may read /metrics; nobody unless an operator names them.
METRICS_ALLOWED = ENV.metrics_allowed

# Everything goes to stderr, where gunicorn, systemd or a container picks it up. Without this Django tells only
# its mail administrators of a failed request.
LOGGING = logging_of(ENV.log_format, tasks_apart=bool(ENV.redis_url))
