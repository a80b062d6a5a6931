"""States again, from the journal alone (状态回放): what the rows say must be what happened.

Pure over entries in the order of their chain; the tables of `rules` are the only authority.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Protocol

from approvals import rules

APPLICATION: Final = "approvals.jointapplication"
CASE: Final = "approvals.itemcase"


class Entry(Protocol):
    """What the replay reads of a journal entry."""

    verb: str
    subject_type: str
    subject_id: str
    blzt: int | None
    data: Mapping[str, Any]


@dataclass(slots=True)
class Replayed:
    """State by key, last BLZT of cases, and sentences about entries that break the tables."""

    applications: dict[int, str] = field(default_factory=dict)
    cases: dict[int, str] = field(default_factory=dict)
    blzt: dict[int, int] = field(default_factory=dict)
    added: dict[int, list[int]] = field(default_factory=dict)
    """Cases that joined an application later, by application: they have no share in what it did before."""
    faults: list[str] = field(default_factory=list)


def replay(entries: Iterable[Entry], cases_of: Mapping[int, Iterable[int]]) -> Replayed:
    """Replay the entries of one or more chains; `cases_of` names the cases every application was filed with."""
    result = Replayed()
    for entry in entries:
        if entry.subject_type == APPLICATION:
            _application(result, entry, cases_of)
        elif entry.subject_type == CASE:
            _case(result, entry)
    return result


def _application(result: Replayed, entry: Entry, cases_of: Mapping[int, Iterable[int]]) -> None:
    pk = int(entry.subject_id)
    if entry.verb == "approvals.create_draft":
        result.applications[pk] = "DRAFT"
        return
    if entry.verb == "approvals.discard":
        result.applications.pop(pk, None)
        return
    step = rules.APPLICATION.get(entry.verb)
    if step is None:
        return
    state = result.applications.get(pk, "")
    if state not in step.sources:
        result.faults.append(f"application {pk}: {entry.verb} in state {state or 'none'}")
    result.applications[pk] = step.target
    for case in (*cases_of.get(pk, ()), *result.added.get(pk, ())):
        if result.cases.get(case) in rules.DONE:
            continue
        if entry.blzt is not None:
            _report(result, case, entry.blzt)
        if step.fan:
            result.cases[case] = step.fan


def _case(result: Replayed, entry: Entry) -> None:
    pk = int(entry.subject_id)
    if entry.verb == "approvals.receive_item":
        result.added.setdefault(int(entry.data["application"]), []).append(pk)
        result.cases[pk] = "RECEIVED"
        _report(result, pk, entry.blzt or 0)
        return
    step = rules.CASE.get(entry.verb)
    if step is None:
        return
    state = result.cases.get(pk, "")
    if state not in step.sources:
        result.faults.append(f"case {pk}: {entry.verb} in state {state or 'none'}")
    result.cases[pk] = step.target
    if entry.blzt is not None:
        _report(result, pk, entry.blzt)


def _report(result: Replayed, case: int, code: int) -> None:
    before = result.blzt.get(case)
    if not rules.may_follow(before, code):
        result.faults.append(f"case {case}: BLZT {code} after {before}")
    result.blzt[case] = code
