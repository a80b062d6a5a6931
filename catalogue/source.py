"""The catalogue as it is written in the repository: YAML files, read into one mapping with one hash."""

import hashlib
import json
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml

from catalogue.content import Catalogue
from catalogue.parse import parse_catalogue
from catalogue.parse_parts import CatalogueSourceError

DATA: Final = Path(__file__).resolve().parent / "data"
# The C versions read and write the same YAML ten times faster where they are built in.
_LOADER: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_DUMPER: Final = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
_PARTS: Final = ("vocabulary", "facts", "laws", "materials", "flows", "commitments", "examples")


def read_source(folder: Path = DATA) -> dict[str, Any]:
    """The whole written catalogue as one JSON-able mapping.

    Raises CatalogueSourceError for a file that is not YAML or a key that two files both define.
    """
    source: dict[str, Any] = {"items": [], "samples": []}
    for part in _PARTS:
        for key, value in _read(folder / f"{part}.yaml").items():
            if key in source:
                raise CatalogueSourceError(part, f"“{key}” is already defined in another file")
            source[key] = value
    for part in ("items", "samples"):
        for path in sorted((folder / part).glob("*.yaml")):
            source[part].extend(_read(path)[part])
    return source


def content_hash(source: dict[str, Any]) -> str:
    """SHA-256 of the source in canonical JSON; equal contents have equal hashes."""
    canonical = json.dumps(source, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def from_yaml(text: str) -> Any:
    """What the YAML text holds. Raises yaml.YAMLError naming line and column."""
    return yaml.load(text, Loader=_LOADER)  # noqa: S506  (a safe loader)


def to_yaml(source: dict[str, Any]) -> str:
    """A source as YAML text, in its own order."""
    return yaml.dump(source, Dumper=_DUMPER, allow_unicode=True, sort_keys=False, width=140)


@cache
def shipped_catalogue() -> Catalogue:
    """The catalogue written in this repository, parsed once per process."""
    return parse_catalogue(read_source())


def _read(path: Path) -> dict[str, Any]:
    try:
        loaded = from_yaml(path.read_text(encoding="utf-8"))
    except yaml.YAMLError as error:
        raise CatalogueSourceError(path.name, f"is not valid YAML: {error}") from None
    if not isinstance(loaded, dict):
        raise CatalogueSourceError(path.name, "must hold a mapping")
    return loaded
