"""The verbs of this room: load a draft, revise it, publish it. All are journalled in the chain `catalogue`."""

from __future__ import annotations

from typing import Any, Final

from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalogue.access import edits_catalogue
from catalogue.models import CatalogueVersion
from catalogue.parse import parse_catalogue
from catalogue.parse_parts import CatalogueSourceError
from catalogue.rows import write_rows
from catalogue.source import content_hash
from catalogue.speech import say
from catalogue.validation import validate
from core.commands import NO_SUBJECT, Command, Context
from core.errors import Invalid
from core.time import now

CHAIN: Final = "catalogue"
State = CatalogueVersion.State


def is_catalogue_editor(user: Any, _subject: CatalogueVersion | None) -> bool:
    """The province's administrators."""
    return edits_catalogue(user)


def check_source(source: dict[str, Any]) -> None:
    """Whether `source` is written as a catalogue is; raises Invalid naming the entry that is not."""
    try:
        parse_catalogue(source)
    except (CatalogueSourceError, AttributeError, KeyError, TypeError, ValueError) as error:
        raise Invalid({"written": _("The catalogue cannot be read: %(error)s") % {"error": error}}) from None


def _well_formed(_subject: CatalogueVersion | None, data: dict[str, Any]) -> None:
    check_source(data["source"])


def _publishable(version: CatalogueVersion, _data: dict[str, Any]) -> None:
    problems = validate(parse_catalogue(version.content))
    if problems:
        lines = "\n".join(f"{problem.where}: {say(problem.sentence)}" for problem in problems)
        raise Invalid({"": _("The version cannot be published:\n%(problems)s") % {"problems": lines}})


def _load(context: Context, _subject: None, *, source: dict[str, Any], note: str = "") -> CatalogueVersion:
    digest = content_hash(source)
    known = CatalogueVersion.objects.filter(content_hash=digest).order_by("number").first()
    if known is not None:
        return known
    last = CatalogueVersion.objects.aggregate(last=Max("number"))["last"] or 0
    version = CatalogueVersion.objects.create(number=last + 1, content_hash=digest, content=source, note=note)
    write_rows(version, parse_catalogue(source))
    context.note(CHAIN, version, data={"number": version.number, "hash": digest, "note": note})
    return version


def _revise(context: Context, version: CatalogueVersion, *, source: dict[str, Any], note: str = "") -> CatalogueVersion:
    digest = content_hash(source)
    if digest == version.content_hash and note == version.note:
        return version
    before = version.content_hash
    version.content, version.content_hash, version.note = source, digest, note
    version.save(update_fields=["content", "content_hash", "note"])
    write_rows(version, parse_catalogue(source))
    context.note(CHAIN, version, data={"number": version.number, "from": before, "to": digest, "note": note})
    return version


def _publish(context: Context, version: CatalogueVersion) -> CatalogueVersion:
    replaced = list(CatalogueVersion.objects.select_for_update().filter(state=State.PUBLISHED))
    for former in replaced:
        former.state = State.SUPERSEDED
        former.save(update_fields=["state"])
    version.state, version.published_at = State.PUBLISHED, now()
    version.save(update_fields=["state", "published_at"])
    context.note(
        CHAIN,
        version,
        data={"number": version.number, "hash": version.content_hash, "replaces": [v.number for v in replaced]},
    )
    return version


load = Command(
    name="catalogue.load",
    label=gettext_lazy("Load a catalogue"),
    subject=None,
    may=is_catalogue_editor,
    states=NO_SUBJECT,
    validators=[_well_formed],
    run=_load,
    system=True,
).register()

revise = Command(
    name="catalogue.revise",
    label=gettext_lazy("Revise the draft"),
    subject=CatalogueVersion,
    may=is_catalogue_editor,
    states={State.DRAFT},
    validators=[_well_formed],
    run=_revise,
).register()

publish = Command(
    name="catalogue.publish",
    label=gettext_lazy("Publish the version"),
    subject=CatalogueVersion,
    may=is_catalogue_editor,
    states={State.DRAFT, State.SUPERSEDED},
    validators=[_publishable],
    run=_publish,
    system=True,
    danger=True,
).register()
