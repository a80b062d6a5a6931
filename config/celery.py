"""The Celery application. Tasks only nudge; every legal effect is a row first."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("bingshen")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
