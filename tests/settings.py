"""Django settings for the tests: the site's own, on a data directory of their own that is gone afterwards."""

import atexit
import os
import shutil
import tempfile

# One directory per process (pytest-xdist starts several); removed when the process ends.
TEST_DATA = tempfile.mkdtemp(prefix="artrecog-tests-")
atexit.register(shutil.rmtree, TEST_DATA, ignore_errors=True)
os.environ["ARTRECOG_DATA_DIR"] = TEST_DATA
# Tests run side by side already. Threads of the mathematics that wait for each other on a busy machine cost ten times
# the work itself.
os.environ |= {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "OPENCV_FOR_THREADS_NUM": "1"}
# What a developer's shell sets must not decide what a test sees; but the database may: any test runs on PostgreSQL.
for chosen in (
    "REDIS_URL",
    "SECRET_KEY",
    "DEBUG",
    "ALLOWED_HOSTS",
    "INDEX_BACKEND",
    "EMBEDDER",
    "TILE_URL",
    "CONTACT",
    "PRICE_FOUR_EYES",
    "LOG_FORMAT",
    "METRICS_ALLOWED",
    "PHOTO_DAYS",
    "HTTPS_ONLY",
    "HSTS_SECONDS",
):
    os.environ.pop(f"ARTRECOG_{chosen}", None)

from artrecog.settings import *  # noqa: E402, F403

if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":  # noqa: F405
    # A file, as on a real site: every thread of a test's server has a connection of its own. One database in memory
    # would be one connection that threads share, and a request that ends late would break the transaction of another.
    DATABASES["default"]["TEST"] = {"NAME": f"{TEST_DATA}/test.sqlite3"}  # noqa: F405
    DATABASES["default"]["OPTIONS"]["init_command"] = "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF;"  # noqa: F405

# tests/management: commands of Django's that the tests need faster.
INSTALLED_APPS = [*INSTALLED_APPS, "tests"]  # noqa: F405

# Static files straight from their sources, without collectstatic; and no slow password hashing.
STORAGES = {
    "default": {"BACKEND": "artrecog.whole_files.WholeFiles"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# A process for each process of the tests would cost them seconds; tests/services has it.
DECODE_APART = False
# Long work is done when the request is: a thread would not see the transaction of a test.
LONG_WORK_IN_THREAD = False
