"""Template tags of the design system; built into every template, no `{% load %}` needed.

`{% light level %}` `{% days_left clock %}` `{% state_chip row %}` `{% crumbs … %}` `{% icon name %}`
`{% widget field %}` `{% js_strings %}`, and the filters `zh_date` `zh_date_short` `zh_weekday` `zh_datetime`
`listed` `area` `wan` `mask_name` `mask_id` `mask_phone`. For links that keep the query use Django's own `{% querystring page=2 %}`.
"""

import json
from datetime import date
from functools import cache
from typing import Any, Final, Protocol

from django import template
from django.forms import BoundField, CheckboxInput, CheckboxSelectMultiple, FileInput, RadioSelect, Select
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html, format_html_join, json_script
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from core import display, nav
from core.icons import NAMES
from core.lights import FACES
from core.script_strings import strings

register = template.Library()

register.filter("zh_date", display.written_date)
register.filter("zh_date_short", display.short_date)
register.filter("zh_weekday", display.weekday)
register.filter("zh_datetime", display.written_instant)
register.filter("listed", display.listed)
register.filter("area", display.written_area)
register.filter("plain", display.plain_number)
register.filter("wan", display.written_wan)
register.filter("mask_name", display.masked_name)
register.filter("mask_id", display.masked_id)
register.filter("mask_phone", display.masked_phone)


class ClockFace(Protocol):
    """What `{% days_left %}` reads: a clock's row or reckoning, with its light already decided."""

    light: str
    limit: int
    left: int | None
    due_on: date | None
    unit: str


TONES: Final[dict[str, str]] = {
    **dict.fromkeys(
        ("PASSED", "ISSUED", "VALID", "COMPLETED", "FULFILLED", "WAIVED", "PUBLISHED", "PASS", "DELIVERED", "RELEASED"),
        "good",
    ),
    **dict.fromkeys(
        (
            "OPEN",
            "ACCEPTED",
            "REVIEWED",
            "CONSOLIDATING",
            "CONSOLIDATED",
            "ACTIVE",
            "RUNNING",
            "CORRECTED",
            "CONTRACTED",
            "BUILT",
        ),
        "busy",
    ),
    **dict.fromkeys(("CORRECTION", "CORRECTING", "RECEIVED", "SPECIAL", "STOPPED", "VERIFYING", "RECTIFYING"), "care"),
    **dict.fromkeys(("FAILED", "REFUSED", "REVOKED", "RECALLED", "FAIL", "BREACHED", "BREACH", "OVERDUE"), "bad"),
}
"""State code → tone of its chip. A state that is not here is grey: the word carries the meaning."""


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """An own line icon; with `label` it speaks, without it is decoration. Raises for an unknown name."""
    return _drawn(name, str(label))


@cache
def _drawn(name: str, label: str) -> SafeString:
    if name not in NAMES:
        raise template.TemplateSyntaxError(f"no icon is called {name!r}")
    sprite = static("img/icons.svg")
    if label:
        return format_html(
            '<svg class="bs-icon" role="img" aria-label="{}"><use href="{}#{}"></use></svg>', label, sprite, name
        )
    return format_html('<svg class="bs-icon" aria-hidden="true"><use href="{}#{}"></use></svg>', sprite, name)


@register.simple_tag
def light(level: Any) -> SafeString:
    """亮灯 as word, shape and colour. `level` is GREEN, WARN, YELLOW, RED, STOPPED or ENDED; raises otherwise."""
    face = FACES[str(level)]
    return format_html('<span class="bs-light bs-light--{}">{}<span>{}</span></span>', face.tone, face.shape, face.word)


@register.simple_tag
def days_left(clock: ClockFace, form: str = "full") -> SafeString:
    """剩余天数: light, days left or over, and (in `full` form) the bar and the due date; `compact` for table cells."""
    level = str(clock.light)
    words = days_phrase(level, clock.left, clock.unit)
    if form == "compact":
        return format_html('<span class="bs-days bs-days--compact">{} <span>{}</span></span>', light(level), words)
    due = (
        format_html(
            '<span class="bs-days__due">{} <b>{}</b>{}</span>',
            _("Due"),
            display.written_date(clock.due_on),
            _(" (provisional)") if getattr(clock, "provisional", False) else "",
        )
        if clock.due_on and level not in ("STOPPED", "ENDED")
        else ""
    )
    return format_html(
        '<div class="bs-days bs-days--{tone}"><div class="bs-days__head">{light}<strong>{words}</strong></div>'
        '<svg class="bs-days__bar" aria-hidden="true">'
        '<rect class="bs-bar-track" width="100%" height="6" rx="3"/>'
        '<rect class="bs-bar-fill" width="{spent}%" height="6" rx="3"/></svg>'
        '<div class="bs-days__foot"><span>{limit}</span>{due}</div></div>',
        tone=FACES[level].tone,
        light=light(level),
        words=words,
        spent=_percent_spent(clock),
        limit=limit_phrase(clock.limit, clock.unit),
        due=due,
    )


def _percent_spent(clock: ClockFace) -> int:
    """Share of the limit that is used up, 0 to 100; `left` counts calendar days where the limit is in months."""
    total = clock.limit * (30 if clock.unit == "MONTH" else 1)
    if total == 0:
        return 100
    left = total if clock.left is None else clock.left
    return min(100, max(0, round(100 * (total - left) / total)))


def days_phrase(level: str, left: int | None, unit: str) -> str:
    """The words beside a light, which says the rest: `剩 3 个工作日`, `今日到期`, `超期 2 个工作日`; where the
    law's limit has passed before the promised one: `已超法定时限，承诺剩 3 个工作日`; none once concluded."""
    if level == "ENDED":
        return ""
    if level in ("YELLOW", "RED"):
        if left is not None and left > 0:  # the promised limit runs on, stopped for days on which the law's did not
            return _("Past the statutory limit; as promised %(left)s") % {"left": _remaining(left, unit)}
        return _over(-left, unit) if left is not None and left < 0 else _("Overdue")
    if left is None:
        return _("Not started")
    return _("Last day today") if left == 0 and level != "STOPPED" else _remaining(left, unit)


def limit_phrase(limit: int, unit: str) -> str:
    """The limit itself: `限 20 个工作日`."""
    if unit == "WORKING_DAY":
        return ngettext("Limit %(n)s working day", "Limit %(n)s working days", limit) % {"n": limit}
    if unit == "MONTH":
        return ngettext("Limit %(n)s month", "Limit %(n)s months", limit) % {"n": limit}
    return ngettext("Limit %(n)s calendar day", "Limit %(n)s calendar days", limit) % {"n": limit}


def _remaining(days: int, unit: str) -> str:
    if unit == "WORKING_DAY":
        return ngettext("%(n)s working day left", "%(n)s working days left", days) % {"n": days}
    return ngettext("%(n)s calendar day left", "%(n)s calendar days left", days) % {"n": days}


def _over(days: int, unit: str) -> str:
    if unit == "WORKING_DAY":
        return ngettext("%(n)s working day over", "%(n)s working days over", days) % {"n": days}
    return ngettext("%(n)s calendar day over", "%(n)s calendar days over", days) % {"n": days}


@register.simple_tag
def state_chip(row: Any, label: Any = "") -> SafeString:
    """状态: a chip for `row.state`, or for a bare code with its `label`."""
    code = str(getattr(row, "state", row))
    word = label or (row.get_state_display() if hasattr(row, "get_state_display") else code)
    return format_html('<span class="bs-chip bs-chip--{}">{}</span>', TONES.get(code, "calm"), word)


@register.simple_tag
def crumbs(*parts: Any) -> SafeString:
    """面包屑: `{% crumbs label url label url label %}`; the last label is this page."""
    *links, here = parts
    items = format_html_join("", '<li><a href="{}">{}</a></li>', zip(links[1::2], links[::2], strict=True))
    return format_html(
        '<nav class="bs-crumbs" aria-label="{}"><ol>{}<li aria-current="page">{}</li></ol></nav>',
        _("Breadcrumb"),
        items,
        here,
    )


_CLASSES: Final = (
    ((RadioSelect, CheckboxSelectMultiple), "bs-choices"),
    ((CheckboxInput,), "form-check-input"),
    ((Select,), "form-select"),
    ((FileInput,), "form-control bs-file"),
)


@register.simple_tag
def widget(field: BoundField) -> SafeString:
    """The control of a form field in our style; label, help and error stand around it in `_field.html`."""
    style = next((css for kinds, css in _CLASSES if isinstance(field.field.widget, kinds)), "form-control")
    own = field.field.widget.attrs.get("class", "")
    return field.as_widget(attrs={"class": f"{own} {style} {'is-invalid' if field.errors else ''}".strip()})


@register.filter
def field_kind(field: BoundField) -> str:
    """How `_field.html` lays a field out: `check`, `choices`, `file` or `line`."""
    control = field.field.widget
    if isinstance(control, RadioSelect | CheckboxSelectMultiple):
        return "choices"
    if isinstance(control, CheckboxInput):
        return "check"
    return "file" if isinstance(control, FileInput) else "line"


@register.inclusion_tag("_nav_views.html", takes_context=True)
def nav_views(context: Any, of: str) -> dict[str, Any]:
    """The pages behind the navigation's line `of` (its `url_name`) as tabs; nothing where the person sees only one."""
    request = context["request"]
    lines = [(view.label, reverse(view.url_name)) for view in nav.views(of, request.user)]
    return {"lines": [(label, url, request.path == url) for label, url in lines] if len(lines) > 1 else []}


@register.simple_tag
def map_data(spec: dict[str, Any]) -> SafeString:
    """The `data-map` attribute of a map container; `spec` as described at the top of `static/js/map.js`."""
    return format_html('data-map="{}"', json.dumps(spec, ensure_ascii=False))


@register.simple_tag
def js_strings() -> SafeString:
    """The sentences the scripts show, as a JSON data block (no script runs in it)."""
    return _in_language(get_language() or "")


@cache
def _in_language(_language: str) -> SafeString:
    return json_script(strings(), "bs-strings")
