"""The catalogue as immutable values: what one published version says, without rows."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from catalogue.practice import Practice
from catalogue.predicates import ALWAYS, Predicate
from catalogue.samples import Sample
from catalogue.texts import Text
from catalogue.tracks import Duty, Track

STAGES: Final = ("S1", "S2", "S3", "S4")
SCOPES: Final = ("ALL_STAGES", "PRE_CONSTRUCTION")
PARALLEL: Final = "PX"


@dataclass(frozen=True, slots=True)
class Named:
    """A coded word: department function, milestone, item kind, regional assessment kind."""

    code: str
    name: Text


@dataclass(frozen=True, slots=True)
class Stage:
    """阶段 with its lead department function (牵头部门); PX has none."""

    code: str
    number: int
    name: Text
    lead: str
    assisting: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FactSpec:
    """How one fact is asked for and spoken of. `type` is flag, number, choice or text."""

    name: str
    group: str
    label: Text
    type: str
    unit: Text | None = None
    choices: Mapping[str, Text] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Citation:
    """法律依据: an instrument and the articles relied on (none: the instrument as a whole)."""

    law: str
    articles: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Limit:
    """法定时限. `days` in `unit` (WORKING_DAY, CALENDAR_DAY); None where the law sets none; 0 at once.

    A `minimum` is the shortest period the law demands (an announcement), not a limit on the office.
    """

    days: int | None = None
    unit: str = ""
    extension: int = 0
    minimum: bool = False
    note: Text | None = None


@dataclass(frozen=True, slots=True)
class Material:
    """申请材料, known by its key wherever it is asked for. `made_by` are items whose outcome it is;
    `online` says that the system makes it from what is filled in.
    """

    key: str
    name: Text
    source: str
    formats: tuple[str, ...]
    made_by: tuple[str, ...] = ()
    online: bool = False


@dataclass(frozen=True, slots=True)
class MaterialUse:
    """A material as one item asks for it: 主审 (principal) or 容缺 (deferrable), always or `when`."""

    key: str
    principal: bool
    when: Predicate = ALWAYS


@dataclass(frozen=True, slots=True)
class Need:
    """An item that must be done first, in projects of which `when` is true."""

    code: str
    when: Predicate = ALWAYS


@dataclass(frozen=True, slots=True)
class Requirement:
    """前置条件: one of these items must be done. Several requirements must all be met."""

    any_of: tuple[Need, ...]


@dataclass(frozen=True, slots=True)
class Renewal:
    """延续 (行政许可法 50): it is asked for at least so many `unit`s (CALENDAR_DAY, MONTH) before the last day of validity."""

    before: int
    unit: str
    basis: Citation


@dataclass(frozen=True, slots=True)
class Outcome:
    """结果文书. `valid_months` where its validity is limited; with `renewal` it can be renewed.

    One with `renewal` and without `valid_months` is valid as long as the decision says.
    """

    name: Text
    valid_months: int | None = None
    renewal: Renewal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """审批事项. `promised` in working days; None where the step is the applicant's own or has no term.

    `gate` names items or milestones this one must precede; `inside` the item that wraps it and
    whose limit it shares; `nc` 告知承诺 is Y, C (conditional), N or - (not applicable).
    """

    code: str
    name: Text
    stage: str
    kind: str
    department: str
    alternatives: tuple[tuple[str, Predicate], ...] = ()
    assisting: tuple[str, ...] = ()
    level: str = "COUNTY"
    statutory: Limit
    promised: int | None
    promised_cases: tuple[tuple[Predicate, int], ...] = ()
    promised_mark: str = "default"
    counts_in_cap: bool
    after: tuple[Requirement, ...] = ()
    conditions: tuple[str, ...] = ()
    gate: tuple[str, ...] = ()
    inside: str = ""
    together_with: str = ""
    bundle: str = ""
    nc: str
    nc_note: Text | None = None
    late_filing: bool
    regional: tuple[str, ...] = ()
    applies: Predicate = ALWAYS
    materials: tuple[MaterialUse, ...]
    outcome: Outcome
    fee: Text | None = None
    note: Text | None = None
    basis: tuple[Citation, ...]
    mark: str = "known"
    """Where the statutory limit comes from: sourced, known or default."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Flow:
    """审批流程类型. `requires` admits a project; the first flow in order that admits it is its flow.

    `promised` overrides the catalogue in working days; `edges` are further (earlier, later) pairs;
    `merged` items are decided inside another; `committed` items are done on a commitment and
    reviewed after the item they name; `critical` the path that makes each stage budget.
    """

    code: str
    name: Text
    splclx: int
    splclx_linear: int | None = None
    cap: int | None = None
    cap_source: Text | None = None
    cap_mark: str = "default"
    clock_origin: str = "FIRST_ACCEPTANCE"
    why: Text
    requires: Predicate = ALWAYS
    exempt: tuple[str, ...] = ()
    budgets: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    promised: Mapping[str, int] = field(default_factory=dict)
    merged: Mapping[str, str] = field(default_factory=dict)
    committed: Mapping[str, str] = field(default_factory=dict)
    edges: tuple[tuple[str, str], ...] = ()
    critical: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Catalogue:
    """事项清单: one version of everything that must be approved. Equal only to itself, so it may be a cache key."""

    cap_scope: str
    stages: Mapping[str, Stage]
    milestones: Mapping[str, Named]
    kinds: Mapping[str, Named]
    departments: Mapping[str, Named]
    utilities: frozenset[str]
    regional_kinds: Mapping[str, Named]
    facts: Mapping[str, FactSpec]
    laws: Mapping[str, Text]
    materials: Mapping[str, Material]
    items: Mapping[str, Item]
    flows: Mapping[str, Flow]
    tracks: Mapping[str, Track] = field(default_factory=dict)
    """承诺方式 by code; none in versions written before there were any."""
    indicators: tuple[Duty, ...] = ()
    """Control indicators of standard land (标准地控制性指标)."""
    practice: Practice = field(default_factory=Practice)
    """Durations of promises that no source fixes."""
    examples: Mapping[str, str] = field(default_factory=dict)
    """示例说明 by material: what a right one looks like, in one Chinese sentence."""
    samples: Mapping[str, Sample] = field(default_factory=dict)
    """材料样例 by material; none in versions written before there were any."""

    def flow_of(self, code: str) -> Flow:
        """The flow of that code; KeyError for an unknown one."""
        return self.flows[code]
