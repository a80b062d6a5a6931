"""What a version must satisfy before it is published; every violation is one clear sentence."""

from collections.abc import Iterator
from dataclasses import dataclass

from catalogue import content as c
from catalogue.classification import Verdict, classify
from catalogue.facts import InvestmentKind, ProjectFacts, Regime
from catalogue.lint import is_catch_all
from catalogue.predicates import OneOf, Predicate, leaves
from catalogue.texts import Sentence
from catalogue.texts import gettext_noop as _
from catalogue.validation_flows import check_flow


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that keeps a version from being published: where, and what to do."""

    where: str
    sentence: Sentence

    def __str__(self) -> str:
        return f"{self.where}: {self.sentence}"


def validate(catalogue: c.Catalogue) -> list[Problem]:
    """Everything wrong with the catalogue; empty when it may be published. Never raises.

    References, conditions and materials first; budgets and paths of the flows only when every
    reference stands, for a path through an unknown item says nothing.
    """
    problems = [
        Problem(where, sentence) for check in (_items, _materials, _conditions) for where, sentence in check(catalogue)
    ]
    if problems:
        return problems
    for flow in catalogue.flows.values():
        problems += [Problem(flow.code, sentence) for sentence in check_flow(catalogue, flow)]
    return problems + [Problem(where, sentence) for where, sentence in _completeness(catalogue)]


Found = Iterator[tuple[str, Sentence]]


def _items(catalogue: c.Catalogue) -> Found:
    words = {
        _("stage"): (catalogue.stages, lambda i: [i.stage]),
        _("kind"): (catalogue.kinds, lambda i: [i.kind]),
        _("department function"): (
            catalogue.departments,
            lambda i: [i.department, *i.assisting, *(function for function, _when in i.alternatives)],
        ),
        _("law"): (catalogue.laws, _laws),
        _("regional assessment kind"): (catalogue.regional_kinds, lambda i: i.regional),
        _("prerequisite"): (catalogue.items, lambda i: [need.code for r in i.after for need in r.any_of]),
        _("gate"): ({**catalogue.items, **catalogue.milestones}, lambda i: i.gate),
        _("milestone"): (catalogue.milestones, lambda i: i.conditions),
        _("item"): (catalogue.items, lambda i: [code for code in (i.inside, i.together_with) if code]),
    }
    for item in catalogue.items.values():
        for what, (known, named) in words.items():
            for code in named(item):
                if code not in known:
                    yield item.code, Sentence(_("names an unknown %(what)s: %(code)s."), {"what": what, "code": code})
        if not item.basis:
            yield item.code, Sentence(_("has no legal basis."))
        yield from _limits(item)


def _laws(item: c.Item) -> list[str]:
    renewal = item.outcome.renewal
    return [cited.law for cited in (*item.basis, *((renewal.basis,) if renewal else ()))]


def _limits(item: c.Item) -> Found:
    limit = item.statutory
    comparable = limit.days and not limit.minimum and limit.unit == "WORKING_DAY"
    if comparable and item.promised is not None and item.promised > (limit.days or 0):
        yield (
            item.code,
            Sentence(
                _("promises %(promised)s working days, more than the law's %(law)s."),
                {"promised": item.promised, "law": limit.days},
            ),
        )
    if item.counts_in_cap and item.promised is None:
        yield item.code, Sentence(_("counts in the project limit and therefore needs a promised limit."))


def _materials(catalogue: c.Catalogue) -> Found:
    for material in catalogue.materials.values():
        for name in (material.name.zh, material.name.en):
            if not name:
                yield material.key, Sentence(_("has no name."))
            elif is_catch_all(name):
                yield (
                    material.key,
                    Sentence(_("“%(name)s” leaves open what is asked for. Name the paper itself."), {"name": name}),
                )
        if not material.formats:
            yield material.key, Sentence(_("accepts no file format."))
        for code in material.made_by:
            if code not in catalogue.items:
                yield material.key, Sentence(_("comes from an unknown item: %(code)s."), {"code": code})
    for what, told in ((_("example"), catalogue.examples), (_("sample"), catalogue.samples)):
        for key in told:
            if key not in catalogue.materials:
                yield key, Sentence(_("is a %(what)s of a material that the catalogue does not know."), {"what": what})
    for item in catalogue.items.values():
        keys = [use.key for use in item.materials]
        if not keys:
            yield item.code, Sentence(_("asks for no material."))
        for key in dict.fromkeys(keys):
            if key not in catalogue.materials:
                yield item.code, Sentence(_("asks for an unknown material: %(key)s."), {"key": key})
            if keys.count(key) > 1:
                yield item.code, Sentence(_("asks for the same material twice: %(key)s."), {"key": key})


def _conditions(catalogue: c.Catalogue) -> Found:
    for where, predicate in _predicates(catalogue):
        for leaf in leaves(predicate):
            spec = catalogue.facts.get(leaf.fact)
            if spec is None:
                yield where, Sentence(_("its condition reads an unknown fact: %(fact)s."), {"fact": leaf.fact})
            elif not _fits(leaf, spec):
                yield (
                    where,
                    Sentence(_("its condition compares “%(fact)s” with a value it cannot have."), {"fact": leaf.fact}),
                )


def _predicates(catalogue: c.Catalogue) -> Iterator[tuple[str, Predicate]]:
    for item in catalogue.items.values():
        yield item.code, item.applies
        yield from ((item.code, when) for _function, when in item.alternatives)
        yield from ((item.code, when) for when, _days in item.promised_cases)
        yield from ((item.code, need.when) for r in item.after for need in r.any_of)
        yield from ((item.code, use.when) for use in item.materials)
    for flow in catalogue.flows.values():
        yield flow.code, flow.requires


def _fits(leaf: c.Predicate, spec: c.FactSpec) -> bool:
    if not isinstance(leaf, OneOf):
        return spec.type == "number"
    if spec.type == "flag":
        return all(isinstance(value, bool) for value in leaf.values)
    return spec.type == "choice" and all(value in spec.choices for value in leaf.values)


def _completeness(catalogue: c.Catalogue) -> Found:
    """Whatever a dossier says, some flow must take it."""
    for stage in c.STAGES:
        if not catalogue.stages[stage].lead:
            yield stage, Sentence(_("has no lead department."))
    if catalogue.cap_scope not in c.SCOPES:
        yield "cap_scope", Sentence(_("is neither ALL_STAGES nor PRE_CONSTRUCTION."))
    cases = [
        ProjectFacts(investment_kind=InvestmentKind.GOV),
        *(ProjectFacts(investment_kind=InvestmentKind.ENT, regime=r) for r in (Regime.CONFIRM, Regime.FILING)),
        *(ProjectFacts(special=kind) for kind in catalogue.facts["special"].choices if kind != "CLASSIFIED"),
        *(
            ProjectFacts(major=kind, major_reference="-", major_confirmed=True)
            for kind in catalogue.facts["major"].choices
        ),
    ]
    for facts in cases:
        if classify(facts, catalogue).verdict is Verdict.INCONSISTENT:
            what = " ".join(filter(None, (facts.investment_kind, facts.regime, facts.special, facts.major)))
            yield "flows", Sentence(_("no flow type takes a project of this kind: %(what)s."), {"what": what})
