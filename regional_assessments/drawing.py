"""An outline by hand (图上绘制): drawn on the map, typed corner by corner, or pasted as a list of coordinates.

The editor of the map keeps the drawing and its table of corners in one field; a pasted list wins when there is one.
Whatever way, the same gate reads it that reads a redline from a file, and says where it is wrong.
"""

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from shapely.geometry import mapping
from shapely.geometry.base import BaseGeometry

from core.forms import CommandForm
from core.geo import from_wkb
from projects.dossier_forms import STATED
from projects.queries import hints_in
from projects.redline import files, geojson
from projects.redline.errors import Fault, RedlineError
from projects.redline.result import RedlineReading, Shape
from projects.redline.typed import read_typed
from projects.words import sentence
from regional_assessments.models import Zone


class OutlineForm(CommandForm):
    """A form with an outline in a zone; once valid, `reading` holds it, `fault` the refusal for the map."""

    reading: RedlineReading | None = None
    fault: RedlineError | None = None

    drawn = forms.CharField(
        label=lazy("Outline on the map"),
        required=False,
        max_length=4_000_000,
        widget=forms.Textarea(attrs={"hidden": True}),
    )
    coordinates = forms.CharField(
        label=lazy("Or paste its boundary points"),
        required=False,
        strip=False,
        max_length=1_000_000,
        widget=forms.Textarea(attrs={"rows": 5, "spellcheck": "false", "wrap": "off"}),
        help_text=lazy(
            "One point per line as in the land documents: number, X (north), Y (east); or longitude, latitude. What "
            "stands here replaces the drawing."
        ),
    )
    stated = forms.ChoiceField(
        label=lazy("Coordinate system"),
        required=False,
        choices=STATED[:-1],
        help_text=lazy("Needed only when the easting has six digits, without the zone before it."),
    )

    def __init__(self, *args: Any, zone: Zone, shape: Shape | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone = zone
        if shape is not None:
            self.fields["drawn"].initial = json.dumps(mapping(shape))

    def clean(self) -> dict[str, Any]:
        """Read what was drawn or pasted. The outline is demanded."""
        cleaned = super().clean() or self.cleaned_data
        pasted, drawn = (cleaned.get("coordinates") or "").strip(), cleaned.get("drawn") or ""
        if not pasted and not drawn:
            self.add_error("drawn", lazy("Draw the outline on the map, or paste its boundary points."))
            return cleaned
        hints = hints_in(self.zone.region_id, cleaned.get("stated") or "")  # type: ignore[arg-type]
        try:
            if pasted:
                self.reading = read_typed(pasted, hints)
            else:
                self.reading = files.accept_layer(geojson.read(drawn.encode()), replace(hints, stated="degrees"))
        except RedlineError as error:
            self.fault = error
            at = "stated" if error.fault is Fault.ZONE_UNKNOWN else "coordinates" if pasted else "drawn"
            self.add_error(at, sentence(error))
        return cleaned

    def show(self, refusal: Any) -> None:
        """What the command says of the outline stands where it was given."""
        if "geometry" in refusal.fields:
            at = "coordinates" if (self.cleaned_data.get("coordinates") or "").strip() else "drawn"
            refusal.fields[at] = refusal.fields.pop("geometry")
        super().show(refusal)


def editor_spec(form: OutlineForm, field: str, neighbours: str) -> dict[str, Any]:
    """What the map editor of `form` needs: the zone to stay in, neighbours to snap to, and the place of a fault."""
    zone = form.zone
    features = []
    if zone.geometry is not None:
        features.append(
            {
                "type": "Feature",
                "properties": {"name": zone.label, "tone": zone.level},
                "geometry": mapping(from_wkb(zone.geometry)),
            }
        )
    place = form.fault.params.get("place") if form.fault else None
    if place:
        point = {"type": "Point", "coordinates": place}
        features.append({"type": "Feature", "properties": {"name": _("Here"), "tone": "red"}, "geometry": point})
    return {
        "base": f"{reverse('accounts:counties')}?code={zone.region_id}",
        "features": {"type": "FeatureCollection", "features": features},
        "snap": neighbours,
        "within": mapping(from_wkb(zone.geometry)) if zone.geometry is not None else None,
        "edit": field,
        "words": "outline",
    }


def collection(shapes: Sequence[tuple[str, str, BaseGeometry]]) -> dict[str, Any]:
    """A FeatureCollection of (name, tone, shape), EPSG:4490."""
    return {
        "type": "FeatureCollection",
        "features": [
            {"type": "Feature", "properties": {"name": name, "tone": tone}, "geometry": mapping(shape)}
            for name, tone, shape in shapes
        ],
    }
