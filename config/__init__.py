"""Settings, URL root, Celery application and WSGI entry point; no business lives here."""

from config.celery import app as celery_app

__all__ = ["celery_app"]
