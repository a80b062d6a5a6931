"""前置关系图 of a stage out of rows: who holds what, since when, and what cannot start yet."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from accounts.models import Membership
from accounts.posts import HEAD, REVIEWER
from approvals import rules, words
from approvals.access import owner_of_project
from approvals.intake import catalogue_for
from approvals.models import ItemCase, JointApplication
from approvals.prerequisites.rules import Arrow, Box, Role, layout, role
from approvals.queries import CASE
from catalogue.rules import applicable_items
from core.display import listed
from core.models import JournalEntry
from core.time import legal_date
from projects.facts import facts_of

MOVES: Final = frozenset(verb for verb, step in rules.CASE.items() if step.sources != {step.target})
"""Verbs that bring a case into another state."""
_TONES: Final = {
    **dict.fromkeys(rules.MET, "done"),
    **dict.fromkeys(rules.DONE - rules.MET, "against"),
    **dict.fromkeys(("OPEN", "REVIEWED"), "now"),
    **dict.fromkeys(("SPECIAL", "CORRECTING"), "stop"),
}
_LETTERS: Final = 15
"""Characters of an item's name that fit into a box."""


@dataclass(slots=True)
class Node:
    """One item on the drawing. `waits` names what is missing, each with its holder, for one that cannot start."""

    case: ItemCase
    name: str
    role: Role
    tone: str
    holder: str
    since: date | None
    box: Box | None = None
    before: tuple[str, ...] = ()
    waits: list["Node"] = field(default_factory=list)

    @property
    def code(self) -> str:
        """The item's code."""
        return self.case.item.code

    @property
    def short(self) -> str:
        """The name as far as it fits into the box."""
        return self.name if len(self.name) <= _LETTERS else f"{self.name[: _LETTERS - 1]}…"


@dataclass(slots=True)
class Drawing:
    """Everything the page draws and tells."""

    nodes: list[Node]
    arrows: tuple[Arrow, ...]
    width: int
    height: int


def drawing_of(user: Any, application: JointApplication) -> Drawing:
    """The items of a stage and what they rest on; a fixed number of queries for any number of items."""
    project = application.project
    rows = list(
        ItemCase.objects.filter(application__project=project)
        .exclude(application__state="DRAFT")
        .select_related("item", "department", "holder", "application")
        .order_by("item__code", "pk")
    )
    own = {row.item.code: row for row in rows if row.application_id == application.pk}
    met = {row.item.code: row for row in rows if row.state in rules.MET and row.item.code not in own}
    needs = _needs(application, own)
    outside = {code: met[code] for groups in needs.values() for group in groups for code in group if code in met}
    shown = {**outside, **own}
    since = _since(shown.values())
    inside = not owner_of_project(user, project)
    people = _people(own.values()) if inside else {}
    nodes = {
        code: Node(
            case=row,
            name=words.item_name(row.item),
            role=role(code in own, row.counts_in_cap),
            tone=_TONES.get(row.state, "wait"),
            holder=_holder(row, project.enterprise.name, application.window, people),
            since=since.get(row.pk) or row.opened_on or application.accepted_on,
            before=tuple(
                dict.fromkeys(one for group in needs.get(code, ()) for one in group if one in shown and one != code)
            ),
        )
        for code, row in shown.items()
    }
    for node in nodes.values():
        if node.case.state == "WAITING":
            states = {code: one.case.state for code, one in nodes.items()}
            missing = rules.readiness(node.case.prerequisites, states).waiting
            node.waits = [nodes[code] for code in missing if code in nodes]
    placed = layout({code: node.before for code, node in nodes.items()})
    for box in placed.boxes:
        nodes[box.code].box = box
    return Drawing(list(nodes.values()), placed.arrows, placed.width, placed.height)


def _needs(application: JointApplication, own: dict[str, ItemCase]) -> dict[str, Any]:
    """Groups each item waits for: by its case inside the stage, by the catalogue for what lies before it."""
    project = application.project
    catalogue = catalogue_for(project)
    items = applicable_items(facts_of(project), catalogue.flow_of(project.flow_code), catalogue)
    return {code: [*row.prerequisites, *(items[code].needs if code in items else ())] for code, row in own.items()}


def _since(rows: Iterable[ItemCase]) -> dict[int, date]:
    """The day each case entered the state it is in; one query."""
    keys = {str(row.pk): row for row in rows}
    entries = JournalEntry.objects.filter(subject_type=CASE, subject_id__in=list(keys), verb__in=MOVES).order_by("seq")
    found = {int(key): at for key, at in entries.values_list("subject_id", "effective_at")}
    return {pk: legal_date(at) for pk, at in found.items()}


def _people(rows: Iterable[ItemCase]) -> dict[tuple[int, str], list[str]]:
    """Names of reviewers and heads by department and role; one query."""
    departments = {row.department_id for row in rows}
    posts = Membership.objects.in_force().filter(department_id__in=departments, role__in=(REVIEWER, HEAD))
    found: defaultdict[tuple[int, str], list[str]] = defaultdict(list)
    for post in posts.select_related("user").order_by("user__name", "pk"):
        found[post.department_id or 0, post.role].append(str(post.user))
    return found


def _holder(row: ItemCase, enterprise: str, window: Any, people: dict[tuple[int, str], list[str]]) -> str:
    """With whom it lies, by name where the reader is inside the authorities."""
    department = row.department.short_label
    if row.state == "CORRECTING":
        return enterprise
    if row.state == "RECEIVED":
        return window.label if window is not None else department
    if row.state == "REVIEWED":
        names = people.get((row.department_id, HEAD), [])
    elif row.state == "OPEN" and row.holder is not None and people:
        names = [str(row.holder)]
    elif row.state in ("OPEN", "SPECIAL"):
        names = people.get((row.department_id, REVIEWER), [])
    else:
        names = []
    return f"{department} {listed(names[:2])}" if names else department
