"""Names in two languages, and sentences that are still to be said in one."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Text:
    """A name or sentence of the catalogue in Chinese and English."""

    zh: str
    en: str

    def in_language(self, language: str) -> str:
        """The text in the language of a code such as "zh-hans" or "en"."""
        return self.en if language.startswith("en") else self.zh

    def __str__(self) -> str:
        return self.zh


@dataclass(frozen=True, slots=True)
class Sentence:
    """A translatable sentence: an English msgid and what goes into its places.

    Parameters may be `Text`; `catalogue.speech.say` renders the sentence in the active language.
    """

    msgid: str
    params: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.msgid % self.params if self.params else self.msgid


def gettext_noop(msgid: str) -> str:
    """Mark `msgid` for translation without translating it."""
    return msgid
