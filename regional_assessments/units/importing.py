"""Outlines from a file (成果导入): read and checked in the killable child, looked at by a person, then kept as drafts."""

from dataclasses import dataclass, field, replace
from typing import Any

import shapely
from django.core import signing
from django.db import transaction
from django.utils.translation import gettext as _

from core import files
from core.errors import Invalid
from core.geo import from_wkb
from core.models import StoredFile
from projects.queries import hints_in
from projects.redline.errors import RedlineError
from projects.redline.reading import read_layer
from projects.redline.result import RedlineReading
from projects.words import remark_of, sentence
from regional_assessments.models import AssessmentUnit, Zone
from regional_assessments.units import commands, content
from regional_assessments.units.mapping import fill

_SALT = "regional_assessments.import"
_HOURS = 12


@dataclass(slots=True)
class Outline:
    """One outline of the file; `faults`: why it cannot be kept."""

    number: int
    values: dict[str, str]
    reading: RedlineReading | None
    faults: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Preview:
    """What was understood of a file (预览)."""

    outlines: list[Outline]
    columns: list[str]
    notes: list[str]
    source_crs: str = ""
    encoding: str = ""

    @property
    def usable(self) -> list[Outline]:
        """Those that can be kept."""
        return [one for one in self.outlines if one.reading is not None and not one.faults]


def look(data: bytes, zone: Zone, stated: str) -> Preview:
    """Read a file for `zone` without keeping anything. Raises RedlineError where nothing of it can be used."""
    hints = hints_in(zone.region_id, stated)  # type: ignore[arg-type]
    layer = read_layer(data, replace(hints, kml=True))
    outlines = [
        Outline(number, values, reading)
        for number, values, reading in zip(layer.numbers, layer.values, layer.features, strict=True)
    ]
    for one in outlines:
        try:
            content.outline(zone, one.reading.geometry)  # type: ignore[union-attr]
        except Invalid as refusal:
            one.faults += refusal.fields.values()
    outlines += [
        Outline(number, {}, None, [sentence(RedlineError.from_json(error))]) for number, error in layer.refused
    ]
    outlines.sort(key=lambda one: one.number)
    readings = list(layer.features)
    notes = dict.fromkeys(remark_of(note.remark.value, note.params) for reading in readings for note in reading.notes)
    columns = dict.fromkeys(name for one in outlines for name in one.values)
    first = readings[0] if readings else None
    return Preview(
        outlines,
        list(columns),
        list(notes),
        f"EPSG:{first.source_crs}" if first else "",
        first.encoding if first else "",
    )


def token(zone: Zone, user: Any, stored: StoredFile, name: str, stated: str) -> str:
    """What the second step carries: which file this person looked at for this zone. Signed, for half a day."""
    return signing.dumps([zone.pk, user.pk, stored.sha256, name[:200], stated], salt=_SALT, compress=True)


def resume(told: str, zone: Zone, user: Any) -> tuple[StoredFile, str, str]:
    """(file, name, stated system) of a token. Raises Invalid for one of another zone, person or day."""
    try:
        of_zone, of_user, sha256, name, stated = signing.loads(told, salt=_SALT, max_age=_HOURS * 3600)
    except (signing.BadSignature, ValueError):
        raise Invalid(_("Too much time has passed. Choose the file again.")) from None
    if (of_zone, of_user) != (zone.pk, user.pk):
        raise Invalid(_("Too much time has passed. Choose the file again."))
    return StoredFile.objects.get(sha256=sha256), name, stated


def keep(
    user: Any, zone: Zone, stored: StoredFile, name: str, stated: str, chosen: dict[str, Any]
) -> list[AssessmentUnit]:
    """Keep the chosen outlines as drafts, all of them or none. Raises Invalid naming the outline and the field."""
    preview = look(files.read(stored), zone, stated)
    wanted = set(chosen.get("chosen") or ())
    rows = [one for one in preview.usable if str(one.number) in wanted]
    if not rows:
        raise Invalid({"chosen": _("Choose at least one outline.")})
    kept = []
    with transaction.atomic():
        for one in rows:
            values, unread = fill(chosen, one.values)
            if unread:
                cell = one.values[chosen[f"{unread[0]}_column"]]
                raise Invalid({f"{unread[0]}_column": _("Outline %(number)d: “%(cell)s” cannot be read.") % {"number": one.number, "cell": cell}})  # fmt: skip
            assert one.reading is not None
            if values["effective_to"] is None:
                del values["effective_to"]
            try:
                kept.append(
                    commands.draft.perform(
                        user, zone, **values, shape=one.reading.geometry, cleared=bool(chosen.get("cleared")),
                        source_crs=f"EPSG:{one.reading.source_crs}", source_name=name,
                    )
                )  # fmt: skip
            except Invalid as refusal:
                lead = _("Outline %(number)d: ") % {"number": one.number}
                raise Invalid({at: lead + text for at, text in refusal.fields.items()}) from None
    return kept


def features(zone: Zone, preview: Preview) -> dict[str, Any]:
    """The zone and the outlines that can be kept, for the map."""
    shapes: list[tuple[str, str, Any]] = []
    if zone.geometry is not None:
        shapes.append((zone.label, "zone", from_wkb(zone.geometry)))
    for one in preview.outlines:
        if one.reading is not None:
            shapes.append((str(one.number), "red" if one.faults else "redline", one.reading.geometry))
    return {
        "type": "FeatureCollection",
        "features": [
            {"type": "Feature", "properties": {"name": name, "tone": tone}, "geometry": shapely.geometry.mapping(shape)}
            for name, tone, shape in shapes
        ],
    }
