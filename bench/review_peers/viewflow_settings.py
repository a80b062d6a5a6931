"""Settings of the peer `bare_viewflow`: the engine and what it needs."""

import environ

SECRET_KEY = "bench"
INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "viewflow.workflow",
    "bench.review_peers",
]
DATABASES = {"default": {**environ.Env().db("DATABASE_URL"), "CONN_MAX_AGE": None}}
USE_TZ = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
