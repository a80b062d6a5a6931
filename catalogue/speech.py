"""Catalogue texts and sentences in the active language."""

from functools import cache

from django.utils.translation import get_language, gettext

from catalogue.citations import cite_all
from catalogue.source import shipped_catalogue
from catalogue.texts import Sentence, Text


def local(text: Text | None) -> str:
    """The text in the active language; "" for none."""
    return text.in_language(_language()) if text else ""


def stored(text: str) -> str:
    """A Chinese text of the catalogue that a row keeps (名称存档), in the active language.

    Knows the names of items, stages, materials and outcomes, the units of indicators and the legal bases of the shipped catalogue; anything
    else, such as a name an administrator wrote, stays as it is.
    """
    if _language().startswith("zh"):
        return text
    known = _known().get(text)
    return local(known) if known else text


def say(sentence: Sentence) -> str:
    """The sentence translated, its places filled; texts and marked words in them are translated as well."""
    spoken = {
        name: local(value) if isinstance(value, Text) else gettext(value) if name == "what" else value
        for name, value in sentence.params.items()
    }
    return gettext(sentence.msgid) % spoken if spoken else gettext(sentence.msgid)


def _language() -> str:
    return get_language() or "zh-hans"


@cache
def _known() -> dict[str, Text]:
    shipped = shipped_catalogue()
    texts = [stage.name for stage in shipped.stages.values()]
    texts += [item.name for item in shipped.items.values()]
    texts += [material.name for material in shipped.materials.values()]
    for item in shipped.items.values():
        texts += [item.outcome.name, cite_all(item.basis, shipped.laws)]
    texts += [duty.unit for duty in shipped.indicators if duty.unit]
    return {text.zh: text for text in texts}
