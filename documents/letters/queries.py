"""Which wording counts (模板适用): the nearest region's published version, or what this system comes with."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from accounts.models import Region
from documents.letters.shipped import LetterKind, letters
from documents.letters.wording import Part, fill, fill_title
from documents.models import LetterTemplate


@dataclass(frozen=True, slots=True)
class Wording:
    """The text of a letter that counts somewhere; `template` is None for the shipped one."""

    letter: LetterKind
    title: str
    body: str
    template: LetterTemplate | None = None

    @property
    def source(self) -> str:
        """As papers note it: `acceptance@360700/2`, `acceptance@shipped/1`."""
        return self.template.source if self.template else f"{self.letter.key}@shipped/{self.letter.version}"


@dataclass(frozen=True, slots=True)
class Written:
    """A letter with its facts filled in, and where its sentences come from."""

    title: str
    parts: tuple[Part, ...]
    wording: Wording

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """All paragraphs, whatever heading they stand under."""
        return tuple(text for part in self.parts for text in part.paragraphs)


def wording_of(letter: str, region_id: str, day: date) -> Wording:
    """The wording in force on `day` in a region: its own, else that of the nearest region above. One or two queries.

    Raises KeyError for a letter this system does not know.
    """
    kind = letters()[letter]
    rows = LetterTemplate.objects.in_force(day).filter(letter=letter, region_id__in=_chain(region_id))
    # The code of a county is greater than that of its city, a city's greater than its province's.
    found = rows.order_by("-region_id", "-version").first()
    return Wording(kind, found.title, found.body, found) if found else Wording(kind, kind.title, kind.body)


def written(letter: str, region_id: str, day: date, values: Mapping[str, Any]) -> Written:
    """The letter of that region with its facts. Raises `wording.Unfilled` when a fact was not given."""
    wording = wording_of(letter, region_id, day)
    allowed = wording.letter.placeholders
    return Written(fill_title(wording.title, values, allowed), fill(wording.body, values, allowed), wording)


def templates(user: Any) -> "QuerySet[LetterTemplate]":
    """The templates an administrator keeps, with region and people."""
    return (
        LetterTemplate.objects.visible_to(user)
        .select_related("region", "drafted_by", "published_by")
        .defer("region__boundary")
    )


def wordings(region_id: str, day: date) -> list[Wording]:
    """Every letter as it is worded in a region on `day`; one query."""
    rows = LetterTemplate.objects.in_force(day).filter(region_id__in=_chain(region_id)).select_related("region")
    best: dict[str, LetterTemplate] = {}
    for row in rows.defer("region__boundary").order_by("region_id", "version"):
        best[row.letter] = row
    return [
        Wording(kind, best[key].title, best[key].body, best[key])
        if key in best
        else Wording(kind, kind.title, kind.body)
        for key, kind in letters().items()
    ]


def before(template: LetterTemplate) -> Wording:
    """What the template replaces: the version before it in its region, else what counts there without it."""
    earlier = LetterTemplate.objects.filter(
        letter=template.letter, region_id=template.region_id, language=template.language,
        state=LetterTemplate.State.PUBLISHED, version__lt=template.version,
    ).order_by("-version").first()  # fmt: skip
    kind = letters()[template.letter]
    if earlier is not None:
        return Wording(kind, earlier.title, earlier.body, earlier)
    above = Region.objects.only("code", "parent_id").get(pk=template.region_id).parent_id
    return wording_of(template.letter, above, template.valid_from) if above else Wording(kind, kind.title, kind.body)


def _chain(region_id: str) -> list[str]:
    """The region and those above it (GB/T 2260: two digits a level)."""
    return list(dict.fromkeys((region_id, f"{region_id[:4]}00", f"{region_id[:2]}0000")))
