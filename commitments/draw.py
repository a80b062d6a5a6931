"""双随机抽取: who is inspected and by whom follows from the seed and the pools alone, so that anyone can draw again. Pure.

The order of a pool never matters: it is sorted first. Chance comes from SHA-256 of seed and name, so that every
language and version gives the same draw.
"""

import hashlib
import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Subject:
    """检查对象: the number of the commitment, its risk class, the enterprise by USCC, and the project by its code."""

    number: str
    risk: str
    uscc: str
    project: str = ""


@dataclass(frozen=True, slots=True)
class Inspector:
    """检查人员, with the enterprises (by USCC) they may not inspect, and the department (by its key) they come from."""

    key: int
    conflicts: frozenset[str] = frozenset()
    department: int = 0


class TooFewInspectors(ValueError):
    """Nobody without a conflict is left for a drawn subject."""


def ticket(seed: str, *parts: object) -> str:
    """The lot of something: lower comes first."""
    return hashlib.sha256("|".join([seed, *map(str, parts)]).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Lot:
    """签号: the lot a subject has, and whether it lies among those of its class that are drawn."""

    subject: Subject
    ticket: str
    drawn: bool


def lots(seed: str, pool: Iterable[Subject], rates: Mapping[str, int]) -> list[Lot]:
    """Every subject with its lot, by class and lot: of each class the lowest are drawn, its rate in percent, rounded up."""
    by_class: dict[str, list[tuple[str, str, Subject]]] = {}
    for subject in pool:
        lot = (ticket(seed, "subject", subject.number), subject.number, subject)
        by_class.setdefault(subject.risk, []).append(lot)
    found: list[Lot] = []
    for risk in sorted(by_class):
        members = sorted(by_class[risk], key=lambda one: one[:2])
        wanted = math.ceil(len(members) * rates.get(risk, 0) / 100)
        found += [Lot(subject, lot, place < wanted) for place, (lot, _number, subject) in enumerate(members)]
    return found


def drawn(seed: str, pool: Iterable[Subject], rates: Mapping[str, int]) -> list[Subject]:
    """The subjects drawn, by number."""
    return sorted((lot.subject for lot in lots(seed, pool, rates) if lot.drawn), key=lambda one: one.number)


def assigned(
    seed: str, subjects: Sequence[Subject], inspectors: Collection[Inspector], each: int = 2
) -> dict[str, tuple[int, ...]]:
    """`each` inspectors for every subject, none with a conflict, the work spread as evenly as chance allows.

    一次抽查、全面体检: what is drawn of one project is one visit, by one team, from different departments where there are such.
    Raises TooFewInspectors where fewer than `each` may go (行政处罚法: two persons at least).
    """
    load = dict.fromkeys((one.key for one in inspectors), 0)
    visits: dict[str, list[Subject]] = {}
    for subject in sorted(subjects, key=lambda one: one.number):
        visits.setdefault(subject.project or subject.number, []).append(subject)
    result: dict[str, tuple[int, ...]] = {}
    for together in visits.values():
        first, barred = together[0].number, {one.uscc for one in together}
        free = [one for one in inspectors if not barred & one.conflicts]
        if len(free) < each:
            raise TooFewInspectors(first)
        free.sort(key=lambda one: (load[one.key], ticket(seed, "inspector", first, one.key)))
        team = tuple(sorted(one.key for one in _mixed(free, each)))
        for key in team:
            load[key] += 1
        result |= {one.number: team for one in together}
    return result


def _mixed(free: Sequence[Inspector], each: int) -> list[Inspector]:
    """In the order of `free`, whoever comes from a department not yet in the team before the others."""
    team: list[Inspector] = []
    while len(team) < each:
        left = [one for one in free if one not in team]
        there = {one.department for one in team}
        team.append(next((one for one in left if one.department not in there), left[0]))
    return team
