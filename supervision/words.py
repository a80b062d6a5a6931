"""The words of coded columns on the wall: stages, flow types, department functions."""

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


def _said(text: Text) -> str:
    return text.in_language(get_language() or "zh-hans")
