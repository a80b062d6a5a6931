"""The layers this room can draw: zones, what is assessed in them, and the redlines of projects one may see."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import scope
from catalogue.speech import local
from core.display import written_area, written_date
from core.geo import from_wkb
from core.map_layers import Layer, Sort, Thing, announce
from core.models import NumberSequence
from core.time import today
from projects.finishing import finished_among
from projects.models import Project, Redline
from regional_assessments import queries
from regional_assessments.models import AssessmentUnit, Zone
from regional_assessments.units.kinds import kinds
from regional_assessments.units.record import MAP_VERSION


def signed_in(user: Any) -> bool:
    """Whether somebody has signed in; what each then sees is in the rows."""
    return bool(user.is_authenticated)


def _zones(user: Any, rows: Sequence[Zone]) -> Iterator[Thing]:
    for zone in rows:
        yield Thing(
            key=f"zone-{zone.code}",
            name=zone.label,
            tone=zone.level,
            shape=from_wkb(zone.geometry or b""),
            href=reverse("regional_assessments:zone", args=[zone.code]),
            facts=(
                (_("Code"), zone.code),
                (_("Region"), zone.region.label),
                (_("Run by"), zone.manager.label if zone.manager else "—"),
            ),
        )


def _in_force(user: Any) -> "QuerySet[AssessmentUnit]":
    units = AssessmentUnit.objects.visible_to(user).in_force(today())
    return units.select_related("zone", "reviewer").order_by("kind", "code")


def _in_preparation(user: Any) -> "QuerySet[AssessmentUnit]":
    units = AssessmentUnit.objects.visible_to(user).filter(state__in=["DRAFT", "SUBMITTED", "RETURNED"])
    return units.select_related("zone", "reviewer").order_by("kind", "code")


def _edition_of_units() -> str:
    """Changes when a unit is published or ends, and at midnight, when one may begin or expire."""
    last = NumberSequence.objects.filter(series=MAP_VERSION).values_list("last", flat=True).first()
    return f"{today():%Y%m%d}-{last or 0}"


def _units(user: Any, rows: Sequence[AssessmentUnit]) -> Iterator[Thing]:
    for unit in rows:
        yield Thing(
            key=f"unit-{unit.pk}",
            name=f"{unit.zone.label} · {unit.kind_label}",
            label=unit.kind_label,
            tone=unit.kind,
            shape=unit.shape,
            href=reverse("regional_assessments:unit", args=[unit.pk]),
            facts=(
                (_("Code"), f"{unit.code} v{unit.version}"),
                (_("State"), unit.get_state_display()),
                (_("In force"), f"{written_date(unit.effective_from)} – {written_date(unit.last_day) if unit.last_day else _('without an end')}"),
                (_("Approved by"), f"{unit.reviewer.short_label} {unit.document_number}".strip()),
                (_("Effect"), ", ".join(_effects(unit))),
            ),
        )  # fmt: skip


def _drafts(user: Any, rows: Sequence[AssessmentUnit]) -> Iterator[Thing]:
    return (replace(thing, tone="draft") for thing in _units(user, rows))


def _effects(unit: AssessmentUnit) -> Iterator[str]:
    """The items the unit does something to, by number and what it does."""
    words = {
        "WAIVE": _("waived"),
        "SIMPLIFY": _("simplified"),
        "COMMIT": _("by commitment"),
        "REFERENCE": _("values to be used"),
    }
    for item, effect in unit.told.effects.items():
        result = unit.results.get(item, effect.results[0])
        yield f"{item} {words.get(result, result)}"


def redlines(user: Any) -> "QuerySet[Redline]":
    """The redlines in force of the projects `user` may see."""
    own = Project.objects.visible_to(user)
    return (
        Redline.objects.filter(current=True, project__in=own)
        .select_related("project__enterprise")
        .order_by("project__code")
    )


def projects(user: Any, rows: Sequence[Redline]) -> Iterator[Thing]:
    """Each of those redlines as its project."""
    finished = finished_among(redline.project_id for redline in rows)
    for redline in rows:
        project = redline.project
        state = Project.State.COMPLETED.label if project.pk in finished else project.get_state_display()
        yield Thing(
            key=f"project-{project.pk}",
            name=project.name,
            tone="redline",
            shape=redline.shape,
            href=reverse("projects:detail", args=[project.pk]),
            facts=(
                (_("Project code"), project.code),
                (_("Owner"), project.enterprise.name),
                (_("State"), state),
                (_("Land area"), written_area(redline.area_ellipsoidal)),
            ),
        )


def _kinds() -> list[Sort]:
    return [Sort(code, local(kind.name)) for code, kind in kinds().items()]


def ready() -> None:
    """Announce them; called when the room is ready."""
    announce(
        Layer(
            key="zones",
            label=gettext_lazy("Zones"),
            order=10,
            shows=signed_in,
            rows=queries.zones,
            things=_zones,
            sorts=lambda: [Sort(value, label) for value, label in Zone.Level.choices],
            sort_field="level",
            search=("name", "name_en", "code"),
            levelled=False,
        ),
        Layer(
            key="units",
            label=gettext_lazy("Assessed areas in force"),
            order=20,
            shows=signed_in,
            rows=_in_force,
            things=_units,
            sorts=_kinds,
            sort_field="kind",
            search=("name", "code", "zone__name", "zone__name_en"),
            mark=lambda row: (f"unit-{row[0]}", local(kinds()[row[1]].name), row[1]),
            mark_columns=("pk", "kind"),
            edition=_edition_of_units,
        ),
        Layer(
            key="drafts",
            label=gettext_lazy("Assessed areas in preparation"),
            order=22,
            shows=scope.is_officer,
            rows=_in_preparation,
            things=_drafts,
            sorts=lambda: [Sort("draft", _("Not in force yet"))],
            search=("name", "code", "zone__name", "zone__name_en"),
            on=False,
        ),
        Layer(
            key="projects",
            label=gettext_lazy("Projects"),
            order=40,
            shows=signed_in,
            rows=redlines,
            things=projects,
            sorts=lambda: [Sort("redline", _("Land redline"))],
            search=("project__name", "project__code", "project__enterprise__name"),
        ),
    )
