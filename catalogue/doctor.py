"""Invariants of the catalogue: versions in use still validate, and their rows say what their content says."""

from collections.abc import Iterator

from catalogue.models import CatalogueVersion
from catalogue.parse import parse_catalogue
from catalogue.parse_parts import CatalogueSourceError
from catalogue.source import content_hash
from catalogue.validation import validate


def check() -> Iterator[str]:
    """A sentence for everything that is wrong with a version that is or was in force."""
    for version in CatalogueVersion.objects.exclude(state=CatalogueVersion.State.DRAFT).order_by("number"):
        if content_hash(version.content) != version.content_hash:
            yield f"catalogue {version}: the content does not have the recorded hash"
        try:
            catalogue = parse_catalogue(version.content)
        except (CatalogueSourceError, AttributeError, KeyError, TypeError, ValueError) as error:
            yield f"catalogue {version}: the content cannot be read: {error}"
            continue
        if version.state == CatalogueVersion.State.PUBLISHED:
            for problem in validate(catalogue):
                yield f"catalogue {version}: {problem}"
        yield from _rows(version, set(catalogue.items), set(catalogue.flows))


def _rows(version: CatalogueVersion, items: set[str], flows: set[str]) -> Iterator[str]:
    for what, expected, rows in (("items", items, version.items), ("flow types", flows, version.flow_types)):
        stored = set(rows.values_list("code", flat=True))
        for code in sorted(expected ^ stored):
            where = "only in the content" if code in expected else "only in the rows"
            yield f"catalogue {version}: {what}: {code} is {where}"
