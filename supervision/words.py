"""The words of coded columns on the wall: stages, flow types, department functions."""

from functools import cache

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from catalogue.source import shipped_catalogue
from catalogue.texts import Text


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

    Clocks carry the Chinese name of an item, a stage or a part of one (`施工许可 · 补正`); a name that the shipped
    catalogue does not know stays as it is.
    """
    named = _named()
    return " · ".join(_said(named[part]) if part in named else part for part in label.split(" · "))


@cache
def _named() -> dict[str, Text]:
    """Chinese name → both names, of everything a clock measures."""
    known = shipped_catalogue()
    parts = (
        Text("受理答复", "answer to the filing"),
        Text("补正", "correction"),
        Text("送达", "delivery"),
        Text("项目审批总时限", "Limit of the whole project"),
    )
    names = (*parts, *(stage.name for stage in known.stages.values()), *(item.name for item in known.items.values()))
    return {name.zh: name for name in names}


def _said(text: Text) -> str:
    return text.in_language(get_language() or "zh-hans")
