"""Classification of a dossier 项目分类 as it is kept with the project and spoken to the enterprise."""

from __future__ import annotations

from typing import Any

from django.utils import translation

from catalogue.rules import Catalogue, Classification, ProjectFacts, classify
from catalogue.speech import say
from core.errors import Invalid
from projects.models import Project

LANGUAGES = {"zh": "zh-hans", "en": "en"}


def admitted(facts: ProjectFacts, catalogue: Catalogue) -> Classification:
    """The classification of a dossier that may be entered. Raises ``Invalid`` naming the fact to correct.

    A classified project (保密) is refused here as well, whatever the form did: nothing of it may be stored.
    """
    found = classify(facts, catalogue)
    if not (found.capped or found.exempt_reason):
        field = {"kind": "investment_kind"}.get(found.field, found.field)
        raise Invalid({field: say(found.reason)})
    return found


def apply(project: Project, found: Classification, catalogue: Catalogue) -> None:
    """Write flow type, cap and reason into the (unsaved) project."""
    project.flow_code = found.flow_code or ""
    project.splclx = found.splclx
    project.cap = found.cap
    project.cap_scope = found.cap_scope or project.cap_scope
    project.exempt_reason = found.exempt_reason or ""
    project.classification = record(found, catalogue)


def record(found: Classification, catalogue: Catalogue) -> dict[str, Any]:
    """JSON of a classification: sentences in both languages, so that the reason of the day stays readable."""
    flow = catalogue.flows.get(found.flow_code or "")
    return {
        "verdict": found.verdict.value,
        "clock_origin": found.clock_origin,
        "flow": {"zh": flow.name.zh, "en": flow.name.en} if flow else {},
        "reason": _both(found.reason),
        "basis": {"zh": found.basis.zh, "en": found.basis.en},
        "notes": [_both(note) for note in found.notes],
    }


def spoken(project: Project, key: str) -> str:
    """``flow``, ``reason`` or ``basis`` of the stored classification in the active language; "" when unset."""
    return in_language(project.classification.get(key) or {})


def in_language(pair: dict[str, str]) -> str:
    """The active language's half of a stored pair of sentences."""
    language = "en" if (translation.get_language() or "").startswith("en") else "zh"
    return pair.get(language, "")


def _both(sentence: Any) -> dict[str, str]:
    said = {}
    for key, language in LANGUAGES.items():
        with translation.override(language):
            said[key] = say(sentence)
    return said
