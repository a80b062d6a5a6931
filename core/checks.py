"""System checks: what must hold before the process may start."""

from typing import Any

from django.conf import settings
from django.core.checks import Error, Tags, register


@register(Tags.security)
def demo_is_not_production(app_configs: Any, **kwargs: Any) -> list[Error]:
    """Known passwords and a movable clock must never meet production settings."""
    problems: list[Error] = []
    if settings.DEMO_MODE and settings.PRODUCTION:
        problems.append(Error("DEMO_MODE and PRODUCTION exclude each other.", id="bingshen.E001"))
    if settings.PRODUCTION:
        if settings.SECRET_KEY == settings.DEVELOPMENT_SECRET:
            problems.append(Error("PRODUCTION needs a SECRET_KEY of its own.", id="bingshen.E002"))
        if settings.DEBUG:
            problems.append(Error("DEBUG must be off in production.", id="bingshen.E003"))
        if settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"):
            problems.append(Error("PRODUCTION needs PostgreSQL (DATABASE_URL).", id="bingshen.E004"))
        if settings.CELERY_BROKER_URL.startswith("memory"):
            problems.append(Error("PRODUCTION needs a broker (CELERY_BROKER_URL).", id="bingshen.E005"))
        if "*" in settings.ALLOWED_HOSTS or not settings.ALLOWED_HOSTS:
            problems.append(Error("PRODUCTION needs ALLOWED_HOSTS.", id="bingshen.E006"))
    return problems


@register()
def every_flow_locks_its_rows(app_configs: Any, **kwargs: Any) -> list[Error]:
    """The default lock of the workflow engine loses parallel sign-offs; no flow may use it."""
    from viewflow.workflow import flow, lock

    def flows(base: Any) -> set[Any]:
        return {found for child in base.__subclasses__() for found in (child, *flows(child))}

    return [
        Error(f"{flow_class.__qualname__} must set lock_impl = SelectForUpdateLock(nowait=False).", id="bingshen.E010")
        for flow_class in flows(flow.Flow)
        if not flow_class.__module__.startswith("viewflow")
        and not isinstance(flow_class.lock_impl, lock.SelectForUpdateLock)
    ]
