"""Settings of the test suite: quick hashing, files in a temporary folder, tasks at once."""

import os
import tempfile
from pathlib import Path

os.environ.setdefault("BINGSHEN_VAR", tempfile.mkdtemp(prefix="bingshen-test-"))

from config.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
FILE_STORE = Path(os.environ["BINGSHEN_VAR"]) / "files"
CELERY_BROKER_URL = os.environ.get("CELERY_BROKER_URL", "memory://")
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
LOGGING["root"]["level"] = "ERROR"  # noqa: F405
# Tables are made from the models in seconds; `make test-full` walks the migrations, and the demo of the browser too.
DATABASES["default"] |= {"TEST": {"MIGRATE": os.environ.get("TEST_MIGRATIONS") == "yes"}}  # noqa: F405
