"""Catalogue texts and sentences in the active language."""

from django.utils.translation import get_language, gettext

from catalogue.texts import Sentence, Text


def local(text: Text | None) -> str:
    """The text in the active language; "" for none."""
    return text.in_language(get_language() or "zh-hans") if text else ""


def say(sentence: Sentence) -> str:
    """The sentence translated, its places filled; texts and marked words in them are translated as well."""
    spoken = {
        name: local(value) if isinstance(value, Text) else gettext(value) if name == "what" else value
        for name, value in sentence.params.items()
    }
    return gettext(sentence.msgid) % spoken if spoken else gettext(sentence.msgid)
