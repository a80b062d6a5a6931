"""The smallest pieces of the written catalogue, read strictly."""

from collections.abc import Mapping
from typing import Any

from catalogue.predicates import Predicate, parse_predicate
from catalogue.texts import Text


class CatalogueSourceError(ValueError):
    """The written catalogue is malformed; `where` names the entry."""

    def __init__(self, where: str, message: str) -> None:
        self.where = where
        super().__init__(f"{where}: {message}")


def entry(row: Any, where: str, *, required: tuple[str, ...], optional: tuple[str, ...] = ()) -> Mapping[str, Any]:
    """`row` itself, a mapping with all `required` keys and no key beyond `optional`."""
    if not isinstance(row, Mapping):
        raise CatalogueSourceError(where, "must be a mapping")
    missing = [key for key in required if key not in row]
    if missing:
        raise CatalogueSourceError(where, f"lacks “{missing[0]}”")
    unknown = [key for key in row if key not in required and key not in optional]
    if unknown:
        raise CatalogueSourceError(where, f"knows no “{unknown[0]}”")
    return row


def text(row: Any, where: str, also: tuple[str, ...] = ()) -> Text:
    """The two names {zh, en} of an entry that holds nothing else but the keys in `also`."""
    entry(row, where, required=("zh", "en"), optional=also)
    return texts(row)


def texts(row: Mapping[str, Any]) -> Text:
    """The two names of an entry that holds more."""
    return Text(str(row["zh"]).strip(), str(row["en"]).strip())


def condition(source: Any, where: str) -> Predicate:
    """The predicate written in `source`; None means always."""
    try:
        return parse_predicate(source)
    except ValueError as error:
        raise CatalogueSourceError(where, str(error)) from None
