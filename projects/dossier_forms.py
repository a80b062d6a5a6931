"""Forms that take files 上传表单: the redline in its three ways, and one material. What they accept was checked."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any, ClassVar, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from projects import queries
from projects.models import Project
from projects.redline import files, geojson
from projects.redline.errors import Fault, RedlineError, Remark
from projects.redline.reading import read_upload
from projects.redline.result import Hints, RedlineReading
from projects.redline.typed import read_typed
from projects.refusals import FileRefused
from projects.upload_checks import Checked
from projects.uploads import check_upload
from projects.words import sentence

STATED: Final = (
    ("", _("as the file says, or by the numbers")),
    ("zone_38", _("CGCS2000, 3-degree zone 38 (central meridian 114°)")),
    ("zone_39", _("CGCS2000, 3-degree zone 39 (central meridian 117°)")),
    ("zone_40", _("CGCS2000, 3-degree zone 40 (central meridian 120°)")),
    ("degrees", _("CGCS2000, longitude and latitude in degrees")),
)


class RedlineForm(forms.Form):
    """One way to give the redline 用地红线; once valid, ``reading`` is what will be stored.

    ``fault`` holds the refusal, so that the page can mark its place on the map.
    """

    way: ClassVar[str]
    source_field: ClassVar[str]
    reading: RedlineReading | None = None
    fault: RedlineError | None = None

    adopt_area = forms.BooleanField(label=_("Take the measured area as the land area of the dossier"), required=False)

    def __init__(self, *args: Any, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.auto_id = f"{self.way}_%s"
        self.project = project

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        given = cleaned.get(self.source_field)
        if not given:
            return cleaned
        hints = queries.hints_for(self.project, cleaned.get("stated", ""), compare_area=not cleaned.get("adopt_area"))
        try:
            self.reading = self.read(given, hints)
        except RedlineError as error:
            self.fault = error
            self.add_error(self._field_of(error), sentence(error))
        return cleaned

    def read(self, given: Any, hints: Hints) -> RedlineReading:
        """Turn what was given into a reading; raises ``RedlineError``."""
        raise NotImplementedError

    def _field_of(self, error: RedlineError) -> str:
        """A missing zone is answered at the zone, everything else at the source; a suggested zone is preselected."""
        if error.fault is not Fault.ZONE_UNKNOWN or "stated" not in self.fields:
            return self.source_field
        if error.params.get("suggested"):
            self.data = {**self.data.dict(), "stated": f"zone_{error.params['suggested']}"}  # type: ignore[attr-defined]
        return "stated"


class UploadedRedlineForm(RedlineForm):
    """红线文件."""

    way = "upload"
    source_field = "upload"
    upload = forms.FileField(
        label=_("Redline file"),
        allow_empty_file=True,
        max_length=4096,
        help_text=_(
            "Zipped Shapefile, GeoPackage, GeoJSON, DXF, Excel table or text of coordinates; CGCS2000; at most 20 MB."
        ),
        widget=forms.FileInput(attrs={"accept": ".zip,.gpkg,.geojson,.json,.dxf,.xlsx,.txt,.csv", "data-max-mb": "20"}),
    )
    stated = forms.ChoiceField(
        label=_("Coordinate system"),
        required=False,
        choices=STATED,
        help_text=_("Needed only when the file does not say it and the easting has six digits."),
    )
    field_order = ("upload", "stated", "adopt_area")

    def clean(self) -> dict[str, Any]:
        upload = self.files.get("upload")
        cleaned = super().clean()
        if upload is not None and upload.size == 0 and "upload" not in self.errors:
            self.fault = RedlineError(Fault.FILE_EMPTY)
            self.add_error("upload", sentence(self.fault))
        return cleaned

    def read(self, given: Any, hints: Hints) -> RedlineReading:
        return read_upload(given.file, hints)


class TypedRedlineForm(RedlineForm):
    """界址点坐标."""

    way = "typed"
    source_field = "coordinates"
    coordinates = forms.CharField(
        label=_("Boundary points"),
        strip=False,
        max_length=1_000_000,
        widget=forms.Textarea(attrs={"rows": 10, "spellcheck": "false", "wrap": "off"}),
        help_text=_(
            "One point per line as in the land documents: number, X (north), Y (east); or longitude, latitude."
        ),
    )
    stated = forms.ChoiceField(
        label=_("Coordinate system"),
        required=False,
        choices=STATED[:-1],
        help_text=_("Needed only when the easting has six digits, without the zone before it."),
    )
    field_order = ("coordinates", "stated", "adopt_area")

    def read(self, given: Any, hints: Hints) -> RedlineReading:
        return read_typed(given, hints)


class DrawnRedlineForm(RedlineForm):
    """图上绘制: the GeoJSON geometry that the map editor keeps, in degrees."""

    way = "drawn"
    source_field = "drawn"
    drawn = forms.CharField(
        label=_("Redline on the map"),
        max_length=4_000_000,
        widget=forms.Textarea(attrs={"hidden": True}),
        error_messages={"required": _("Draw the redline on the map first, or enter its points in the table.")},
    )
    field_order = ("drawn", "adopt_area")

    def read(self, given: Any, hints: Hints) -> RedlineReading:
        reading = files.accept_layer(geojson.read(given.encode()), replace(hints, stated="degrees"))
        # the map works in degrees of CGCS2000: nobody chose that
        return replace(reading, notes=tuple(n for n in reading.notes if n.remark is not Remark.CRS_BY_STATEMENT))


class MaterialForm(forms.Form):
    """One material 申请材料 of the list; once valid, ``checked`` says what the file is."""

    checked: Checked | None = None

    upload = forms.FileField(label=_("File"), max_length=4096, allow_empty_file=True)
    valid_to = forms.DateField(
        label=_("Valid until"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args: Any, key: str, formats: tuple[str, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.auto_id = f"{key}_%s"
        self.key, self.formats = key, formats
        self.fields["upload"].widget.attrs["accept"] = ",".join(f".{one}" for one in formats)

    def clean_upload(self) -> Any:
        upload = self.cleaned_data["upload"]
        try:
            self.checked = check_upload(upload.file, upload.name, upload.size, self.formats)
        except FileRefused as error:
            raise ValidationError(sentence(error)) from None
        return upload


def ways(project: Project, current_shape: Any = None) -> dict[str, RedlineForm]:
    """The three empty forms; the map editor starts from the redline in force."""
    initial = json.dumps(current_shape) if current_shape else ""
    return {
        "upload": UploadedRedlineForm(project=project),
        "typed": TypedRedlineForm(project=project),
        "drawn": DrawnRedlineForm(project=project, initial={"drawn": initial}),
    }
