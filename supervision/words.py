"""The words of coded columns on the wall: stages, flow types, department functions."""

from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from catalogue.source import shipped_catalogue
from catalogue.speech import stored
from catalogue.texts import Text
from core.display import by_language


def stages() -> dict[str, str]:
    """Stage code → name (阶段), in order."""
    return {code: _said(stage.name) for code, stage in shipped_catalogue().stages.items()}


def flows() -> dict[str, str]:
    """Flow type code → name (审批流程类型), in order."""
    return {code: _said(flow.name) for code, flow in shipped_catalogue().flows.items()}


def functions() -> dict[str, str]:
    """Department function code → name (部门职能), with the comprehensive window."""
    named = {code: _said(named.name) for code, named in shipped_catalogue().departments.items()}
    return {"WINDOW": _("Comprehensive window"), **named}


def timed(label: str) -> str:
    """What a clock measures, in the active language (计时对象).

    Clocks carry the Chinese name of an item, a stage or a part of one (`施工许可 · 补正`).
    """
    parts = {"受理答复": _("answer to the filing"), "补正": _("correction"), "送达": _("delivery")}
    whole = {"项目审批总时限": _("Limit of the whole project")}
    return " · ".join({**parts, **whole}.get(part) or stored(part) for part in label.split(" · "))


def _said(text: Text) -> str:
    return text.in_language(get_language() or "zh-hans")


def ruled(rule: Any) -> str:
    """The name of an anomaly rule in the active language (监察规则名称)."""
    return by_language(rule.name, rule.name_en)
