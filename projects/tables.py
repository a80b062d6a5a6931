"""The list of projects 项目列表."""

from __future__ import annotations

from typing import Any

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.display import written_date, written_wan
from projects.classifying import spoken
from projects.models import Project
from projects.templatetags.projects_state import project_chip


class ProjectTable(tables.Table):
    """One row per project; the whole row opens by keyboard."""

    name = tables.Column(verbose_name=gettext_lazy("Project"))
    enterprise = tables.Column(verbose_name=gettext_lazy("Enterprise"), accessor="enterprise__name")
    region = tables.Column(verbose_name=gettext_lazy("County"), accessor="region__label", orderable=False)
    flow = tables.Column(verbose_name=gettext_lazy("Category"), empty_values=(), orderable=False)
    cap = tables.Column(verbose_name=gettext_lazy("Limit"), empty_values=(), attrs={"td": {"class": "num"}})
    investment = tables.Column(verbose_name=gettext_lazy("Total investment"), attrs={"td": {"class": "num"}})
    state = tables.Column(verbose_name=gettext_lazy("State"))
    created_at = tables.Column(verbose_name=gettext_lazy("Entered on"))

    class Meta:
        row_attrs = {"data-href": lambda record: reverse("projects:detail", args=[record.pk])}
        caption = gettext_lazy("Projects")
        order_by = "-created_at"
        per_page = 25

    def __init__(self, *args: Any, own: bool, **kwargs: Any) -> None:
        if own:
            kwargs["exclude"] = ("enterprise",)
        super().__init__(*args, **kwargs)

    caption = gettext_lazy("Projects")

    def render_name(self, record: Project) -> SafeString:
        return format_html(
            '<a href="{}">{}</a><br><small class="bs-muted">{}</small>',
            reverse("projects:detail", args=[record.pk]),
            record.name,
            record.code,
        )

    def render_flow(self, record: Project) -> str:
        return spoken(record, "flow") or "—"

    def render_cap(self, record: Project) -> str:
        return _("%(days)s working days") % {"days": record.cap} if record.cap else _("no limit")

    def render_investment(self, record: Project) -> str:
        return written_wan(record.investment)

    def render_state(self, record: Project) -> SafeString:
        return project_chip(record)

    def render_created_at(self, record: Project) -> str:
        return written_date(record.created_at)
