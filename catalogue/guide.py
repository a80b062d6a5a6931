"""办事指南: what a citizen reads about an item, made from the very values the flow decides by."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from catalogue import content as c
from catalogue.citations import cite
from catalogue.conditions import describe
from catalogue.fit import promised_days
from catalogue.flow_items import possible_items
from catalogue.predicates import ALWAYS, Predicate
from catalogue.speech import local
from catalogue.texts import Text

SOURCES: Mapping[str, str] = {
    "SELF": gettext_noop("the applicant's own"),
    "SHARED": gettext_noop("shared by government, not to be brought"),
    "INTERMEDIARY": gettext_noop("made by an intermediary"),
}
COMMITMENT: Mapping[str, str] = {
    "Y": gettext_noop("possible"),
    "C": gettext_noop("possible under a condition"),
    "N": gettext_noop("not possible"),
    "-": gettext_noop("does not apply"),
}


@dataclass(frozen=True, slots=True)
class Link:
    """Another item that is mentioned."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Paper:
    """One row of the list of materials."""

    key: str
    name: str
    example: str
    """What a right one looks like; written in Chinese only."""
    principal: bool
    source: str
    formats: str
    when: str
    made_by: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class Guide:
    """办事指南 of one item in the active language. `waits_for` are groups: one of each must be done."""

    code: str
    name: str
    stage: str
    kind: str
    department: str
    assisting: str
    when_needed: str
    waits_for: tuple[tuple[Link, ...], ...]
    waits_for_events: tuple[str, ...]
    must_precede: tuple[Link, ...]
    must_precede_events: tuple[str, ...]
    inside: Link | None
    together_with: Link | None
    papers: tuple[Paper, ...]
    statutory: str
    statutory_note: str
    promised: str
    promises: tuple[tuple[str, str], ...]
    counts_in_cap: bool
    commitment: str
    commitment_note: str
    late_filing: bool
    regional: str
    fee: str
    outcome: str
    validity: str
    renewal: str
    basis: tuple[str, ...]
    note: str


def guide_of(item: c.Item, catalogue: c.Catalogue) -> Guide:
    """The guide of one item of a catalogue that `validate` accepts."""
    links = _Links(catalogue)
    return Guide(
        code=item.code,
        name=local(item.name),
        stage=local(catalogue.stages[item.stage].name),
        kind=local(catalogue.kinds[item.kind].name),
        department=local(catalogue.departments[item.department].name),
        assisting=_list(catalogue.departments[code].name for code in item.assisting),
        when_needed=_condition(item.applies, catalogue),
        waits_for=tuple(links.to(need.code for need in r.any_of) for r in item.after),
        waits_for_events=tuple(local(catalogue.milestones[code].name) for code in item.conditions),
        must_precede=links.to(code for code in item.gate if code in catalogue.items),
        must_precede_events=tuple(
            local(catalogue.milestones[code].name) for code in item.gate if code in catalogue.milestones
        ),
        inside=links.one(item.inside),
        together_with=links.one(item.together_with),
        papers=tuple(_paper(use, catalogue, links) for use in item.materials),
        statutory=_statutory(item.statutory),
        statutory_note=local(item.statutory.note),
        promised=_term(item.promised),
        promises=_promises(item, catalogue),
        counts_in_cap=item.counts_in_cap,
        commitment=_(COMMITMENT[item.nc]),
        commitment_note=local(item.nc_note),
        late_filing=item.late_filing,
        regional=_list(catalogue.regional_kinds[code].name for code in item.regional),
        fee=local(item.fee) or _("no fee"),
        outcome=local(item.outcome.name),
        validity=_validity(item.outcome.valid_months),
        renewal=_renewal(item.outcome.renewal, catalogue),
        basis=tuple(local(cite(cited, catalogue.laws)) for cited in item.basis),
        note=local(item.note),
    )


def search(catalogue: c.Catalogue, words: str = "", stage: str = "", department: str = "") -> list[c.Item]:
    """Items whose code, names, outcome or papers hold every word (either language), in the catalogue's order."""
    wanted = words.lower().split()
    return [
        item
        for item in catalogue.items.values()
        if (not stage or item.stage == stage)
        and (not department or item.department == department)
        and all(word in _haystack(item, catalogue) for word in wanted)
    ]


def _haystack(item: c.Item, catalogue: c.Catalogue) -> str:
    texts = [item.name, item.outcome.name, *(catalogue.materials[use.key].name for use in item.materials)]
    return " ".join([item.code, *(f"{text.zh} {text.en}" for text in texts)]).lower()


@dataclass(frozen=True, slots=True)
class _Links:
    catalogue: c.Catalogue

    def one(self, code: str) -> Link | None:
        return Link(code, local(self.catalogue.items[code].name)) if code else None

    def to(self, codes: Iterable[str]) -> tuple[Link, ...]:
        return tuple(Link(code, local(self.catalogue.items[code].name)) for code in codes)


def _paper(use: c.MaterialUse, catalogue: c.Catalogue, links: _Links) -> Paper:
    material = catalogue.materials[use.key]
    return Paper(
        key=use.key,
        name=local(material.name),
        example=local(Text(catalogue.examples.get(use.key, ""), "")),
        principal=use.principal,
        source=_("filled in online, nothing to upload") if material.online else _(SOURCES[material.source]),
        formats=", ".join(material.formats),
        when=_condition(use.when, catalogue),
        made_by=links.to(material.made_by),
    )


def _condition(predicate: Predicate, catalogue: c.Catalogue) -> str:
    return "" if predicate == ALWAYS else local(describe(predicate, catalogue.facts))


def _statutory(limit: c.Limit) -> str:
    if limit.days is None:
        return _("none set by law")
    if limit.days == 0:
        return _("at once")
    if limit.unit == "CALENDAR_DAY":
        days = ngettext("%(n)s calendar day", "%(n)s calendar days", limit.days) % {"n": limit.days}
    else:
        days = _working_days(limit.days)
    if limit.minimum:
        return _("at least %(days)s") % {"days": days}
    if limit.extension:
        return _("%(days)s, may be extended by %(n)s") % {"days": days, "n": _working_days(limit.extension)}
    return days


def _term(days: int | None) -> str:
    if days is None:
        return _("depends on the applicant's own step")
    return _("at once") if days == 0 else _working_days(days)


def _working_days(days: int) -> str:
    return ngettext("%(n)s working day", "%(n)s working days", days) % {"n": days}


def _promises(item: c.Item, catalogue: c.Catalogue) -> tuple[tuple[str, str], ...]:
    """Promised limits of the flow types that promise something else than the catalogue."""
    rows = []
    for flow in catalogue.flows.values():
        if item.code not in possible_items(flow, catalogue):
            continue
        days = promised_days(catalogue, flow).get(item.code)
        if days is not None and days != item.promised:
            rows.append((local(flow.name), _term(days)))
    rows += [(_condition(when, catalogue), _term(days)) for when, days in item.promised_cases]
    return tuple(rows)


def _validity(months: int | None) -> str:
    if months is None:
        return ""
    if months % 12:
        return ngettext("valid for %(n)s month", "valid for %(n)s months", months) % {"n": months}
    return ngettext("valid for %(n)s year", "valid for %(n)s years", months // 12) % {"n": months // 12}


def _renewal(renewal: c.Renewal | None, catalogue: c.Catalogue) -> str:
    if renewal is None:
        return ""
    n, basis = renewal.before, local(cite(renewal.basis, catalogue.laws))
    if renewal.unit == "MONTH":
        said = ngettext(
            "can be renewed; ask at least %(n)s month before the end (%(basis)s)",
            "can be renewed; ask at least %(n)s months before the end (%(basis)s)",
            n,
        )
    else:
        said = ngettext(
            "can be renewed; ask at least %(n)s day before the end (%(basis)s)",
            "can be renewed; ask at least %(n)s days before the end (%(basis)s)",
            n,
        )
    return said % {"n": n, "basis": basis}


def _list(names: Iterable[Text]) -> str:
    return _(", ").join(local(name) for name in names)
