"""分类: which flow type a project runs in, and thereby its cap."""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from catalogue.content import Catalogue, Flow
from catalogue.facts import InvestmentKind, ProjectFacts, Regime
from catalogue.predicates import holds
from catalogue.texts import Sentence, Text
from catalogue.texts import gettext_noop as _

POLICY: Final = Text(
    "《江西省进一步深化“放管服”改革推进政务服务便民化若干措施》第十五条",
    "Jiangxi measures on government services of 27 August 2018, art. 15",
)
INVESTMENT_RULES: Final = Text(
    "《政府投资条例》（国务院令第712号）、《企业投资项目核准和备案管理条例》（国务院令第673号）",
    "Regulations on Government Investment (Decree 712) and on Enterprise Investment (Decree 673)",
)
SECRECY: Final = Text("《中华人民共和国保守国家秘密法》", "State Secrets Law")


class Verdict(StrEnum):
    """What classification says: capped, exempt from the cap, contradictory, or not for this system."""

    CAPPED = "CAPPED"
    EXEMPT = "EXEMPT"
    INCONSISTENT = "INCONSISTENT"
    NOT_ENTERABLE = "NOT_ENTERABLE"


@dataclass(frozen=True, slots=True, kw_only=True)
class Classification:
    """分类结果. `cap` in working days, None without a project limit.

    `field` names the fact to correct when the verdict is INCONSISTENT or NOT_ENTERABLE; `notes` are
    remarks such as a claim that still waits for its second person. `clock_origin` says when the
    cap starts: FIRST_ACCEPTANCE or LAND_CONTRACT.
    """

    verdict: Verdict
    reason: Sentence
    basis: Text
    kind: str = ""
    flow_code: str | None = None
    splclx: int | None = None
    cap: int | None = None
    cap_scope: str | None = None
    clock_origin: str = "FIRST_ACCEPTANCE"
    exempt_reason: str | None = None
    field: str = ""
    notes: tuple[Sentence, ...] = ()

    @property
    def enterable(self) -> bool:
        """Whether the project may be entered into this system at all."""
        return self.verdict is not Verdict.NOT_ENTERABLE

    @property
    def capped(self) -> bool:
        """Whether the project has a cap."""
        return self.verdict is Verdict.CAPPED


def classify(facts: ProjectFacts, catalogue: Catalogue) -> Classification:
    """The flow type and cap of a project, by the first rule that fits; never raises.

    1. 特殊工程 are exempt; a classified one (保密) may not be entered. 2. Confirmed major works in
    transport, water, energy or another listed field are exempt; a claim without reference and second
    person is noted and the project stays under its cap. 3. Government money decides the kind
    (`ProjectFacts.kind`). 4. The catalogue's first flow whose condition holds is the flow: more
    special ones stand before general ones there, and a simple government project (67 days,
    赣府厅发〔2018〕33号) before a linear one.
    """
    if facts.special:
        return _special(facts, catalogue)
    if facts.major and facts.major_confirmed and facts.major_reference.strip():
        return _exempt(f"MAJOR_{facts.major}", catalogue, facts)
    notes = _notes(facts)
    refused = _contradiction(facts)
    if refused is not None:
        return replace(refused, notes=notes)
    for flow in catalogue.flows.values():
        if not flow.exempt and holds(flow.requires, facts):
            return _admitted(flow, facts, catalogue, notes)
    return replace(
        _inconsistent(
            _("No flow type of the catalogue takes this project. Ask the catalogue's administrator."), "regime"
        ),
        notes=notes,
    )


def _special(facts: ProjectFacts, catalogue: Catalogue) -> Classification:
    if facts.special == "CLASSIFIED":
        return Classification(
            verdict=Verdict.NOT_ENTERABLE,
            reason=Sentence(
                _(
                    "A classified project must not be entered into this system. "
                    "File it on paper with the secrecy office of the development and reform department."
                )
            ),
            basis=SECRECY,
            field="special",
        )
    return _exempt(f"SPECIAL_{facts.special}", catalogue, facts)


def _exempt(reason: str, catalogue: Catalogue, facts: ProjectFacts) -> Classification:
    flow = next((flow for flow in catalogue.flows.values() if reason in flow.exempt), None)
    if flow is None:
        return _inconsistent(
            _("No flow type of the catalogue takes this project. Ask the catalogue's administrator."),
            "special" if reason.startswith("SPECIAL") else "major",
        )
    return Classification(
        verdict=Verdict.EXEMPT,
        kind=facts.kind,
        flow_code=flow.code,
        splclx=flow.splclx,
        exempt_reason=reason,
        reason=Sentence(_("%(flow)s: no project limit; every item still keeps its own limit."), {"flow": flow.name}),
        basis=POLICY,
    )


def _admitted(flow: Flow, facts: ProjectFacts, catalogue: Catalogue, notes: tuple[Sentence, ...]) -> Classification:
    linear = facts.linear and flow.splclx_linear is not None
    return Classification(
        verdict=Verdict.CAPPED,
        kind=facts.kind,
        flow_code=flow.code,
        splclx=flow.splclx_linear if linear else flow.splclx,
        cap=flow.cap,
        cap_scope=catalogue.cap_scope,
        clock_origin=flow.clock_origin,
        reason=Sentence(
            _("%(flow)s (%(why)s): at most %(cap)s working days."),
            {"flow": flow.name, "why": flow.why, "cap": flow.cap},
        ),
        basis=flow.cap_source or POLICY,
        notes=notes,
    )


def _contradiction(facts: ProjectFacts) -> Classification | None:
    if facts.kind not in (InvestmentKind.GOV, InvestmentKind.ENT):
        return _inconsistent(_("Say whether the project is government-invested or enterprise-invested."), "kind")
    if facts.kind == InvestmentKind.ENT and facts.regime not in (Regime.CONFIRM, Regime.FILING):
        return _inconsistent(
            _("An enterprise-invested project is either confirmed (核准) or filed (备案). Choose one of the two."),
            "regime",
        )
    return None


def _inconsistent(msgid: str, field: str) -> Classification:
    return Classification(verdict=Verdict.INCONSISTENT, reason=Sentence(msgid), basis=INVESTMENT_RULES, field=field)


def _notes(facts: ProjectFacts) -> tuple[Sentence, ...]:
    notes = []
    if facts.major:
        notes.append(
            Sentence(
                _(
                    "The exemption as major works needs a reference and the confirmation of a second person; "
                    "until then the project keeps its limit."
                )
            )
        )
    if facts.subsidy_share > 0 and facts.kind == InvestmentKind.ENT:
        notes.append(Sentence(_("A subsidy or interest discount leaves the project an enterprise-invested one.")))
    if facts.kind == InvestmentKind.GOV and facts.regime in (Regime.CONFIRM, Regime.FILING):
        notes.append(Sentence(_("Government-invested projects are examined (审批), not confirmed or filed.")))
    return tuple(notes)
