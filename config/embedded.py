"""WSGI entry point of the one-process installation: the site with worker and beat inside."""

from config.wsgi import application
from core import embedded

embedded.start()

__all__ = ["application"]
