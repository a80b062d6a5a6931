"""办件日志: the append-only, hash-chained record of what happened.

Every fact has two dates: when it took effect and when it was entered. Status, clocks and
statistics can be rebuilt from it, and `manage.py doctor` proves that they are equal.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from typing import Any, Final

from django.db import models

from core import act, rows
from core.models import JournalEntry, JournalHead
from core.prepared import PreparedObjects
from core.time import now

GENESIS = "0" * 64
SYSTEM_CHAIN = "system"
_HEAD: Final = PreparedObjects[JournalHead](
    lambda chain: JournalHead.objects.select_for_update().filter(chain=chain), chain=str
)


@dataclass(frozen=True, slots=True)
class ActorFacts:
    """Who acted: user id, display name, organisation, and on whose behalf (代)."""

    user_id: int | None = None
    name: str = ""
    org: str = ""
    on_behalf_of: str = ""


SYSTEM = ActorFacts(name="系统")


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact to be recorded. `blzt` is the national handling status 1–15, where one applies."""

    verb: str
    subject_type: str
    subject_id: str
    effective_at: datetime
    entered_at: datetime
    actor: ActorFacts = SYSTEM
    blzt: int | None = None
    data: dict[str, Any] = field(default_factory=dict)


def append(
    chain: str,
    verb: str,
    subject: models.Model,
    *,
    actor: ActorFacts = SYSTEM,
    blzt: int | None = None,
    effective_at: datetime | None = None,
    data: dict[str, Any] | None = None,
) -> JournalEntry:
    """Record one fact at the end of `chain`, inside the caller's transaction.

    The chain's head row is locked until that transaction ends, so links never fork; a command writes it once.
    """
    entered = now()
    fact = Fact(
        verb=verb,
        subject_type=subject._meta.label_lower,
        subject_id=str(subject.pk),
        effective_at=effective_at or entered,
        entered_at=entered,
        actor=actor,
        blzt=blzt,
        data=json.loads(json.dumps(data or {}, default=str, ensure_ascii=False)),
    )
    head = lock_head(chain)
    entry = link(chain, head.seq, head.hash, fact)
    head.seq, head.hash = entry.seq, entry.hash
    if not act.insert_at_end(entry):
        rows.insert([entry])
        rows.update(head, "seq", "hash")
    else:
        act.at_end(("journal", chain), partial(_settle, chain))
    return entry


def lock_head(chain: str) -> JournalHead:
    """The end of `chain`, locked until the transaction ends; begun where there is none yet."""
    return act.held(("journal", chain), partial(_lock, chain))


def lock_heads(chains: Iterable[str]) -> None:
    """Lock the ends of several chains for an act for many, in the order of their names."""
    wanted = sorted({chain for chain in chains if not act.is_held(("journal", chain))})
    locked = JournalHead.objects.select_for_update().filter(chain__in=wanted).order_by("chain")
    for head in locked:
        act.hold(("journal", head.chain), head)


def _lock(chain: str) -> JournalHead:
    if not (heads := _HEAD.of(chain=chain)):
        JournalHead.objects.bulk_create([JournalHead(chain=chain)], ignore_conflicts=True)
        heads = _HEAD.of(chain=chain)
    [found] = heads
    # Entries of this command that outlived a rollback to a savepoint are not written yet.
    for entry in act.waiting(JournalEntry):
        if entry.chain == chain:
            found.seq, found.hash = entry.seq, entry.hash
    return found


def _settle(chain: str) -> None:
    act.update(lock_head(chain), "seq", "hash")


def link(chain: str, seq: int, prev_hash: str, fact: Fact) -> JournalEntry:
    """The unsaved entry that follows link `seq` with hash `prev_hash`."""
    entry = JournalEntry(
        chain=chain,
        seq=seq + 1,
        verb=fact.verb,
        blzt=fact.blzt,
        subject_type=fact.subject_type,
        subject_id=fact.subject_id,
        actor_id=fact.actor.user_id,
        actor_name=fact.actor.name,
        actor_org=fact.actor.org,
        on_behalf_of=fact.actor.on_behalf_of,
        effective_at=fact.effective_at,
        entered_at=fact.entered_at,
        data=fact.data,
        prev_hash=prev_hash,
    )
    entry.hash = hash_of(entry)
    return entry


def build_chain(chain: str, facts: Iterable[Fact]) -> tuple[list[JournalEntry], JournalHead]:
    """A whole new chain in memory, for bulk loading: unsaved entries and their head."""
    entries: list[JournalEntry] = []
    seq, prev = 0, GENESIS
    for fact in facts:
        entry = link(chain, seq, prev, fact)
        entries.append(entry)
        seq, prev = entry.seq, entry.hash
    return entries, JournalHead(chain=chain, seq=seq, hash=prev)


def hash_of(entry: JournalEntry) -> str:
    """SHA-256 over the canonical JSON of everything the entry states and its predecessor's hash."""
    return hashlib.sha256(
        json.dumps(
            [
                entry.chain,
                entry.seq,
                entry.verb,
                entry.blzt,
                entry.subject_type,
                entry.subject_id,
                entry.actor_id,
                entry.actor_name,
                entry.actor_org,
                entry.on_behalf_of,
                _instant(entry.effective_at),
                _instant(entry.entered_at),
                entry.data,
                entry.prev_hash,
            ],
            ensure_ascii=False,
            sort_keys=True,
            separators=(",", ":"),
        ).encode()
    ).hexdigest()


def verify() -> Iterator[str]:
    """A sentence for every broken link, missing link or wrong head, over all chains."""
    heads = dict(JournalHead.objects.values_list("chain", "hash"))
    chain, seq, prev = "", 0, GENESIS
    seen: dict[str, str] = {}
    for entry in JournalEntry.objects.order_by("chain", "seq").iterator(chunk_size=2000):
        if entry.chain != chain:
            chain, seq, prev = entry.chain, 0, GENESIS
        if entry.seq != seq + 1:
            yield f"journal {chain}: link {seq + 1} is missing before {entry.seq}"
        if entry.prev_hash != prev:
            yield f"journal {chain}#{entry.seq}: does not follow from link {seq}"
        if entry.hash != hash_of(entry):
            yield f"journal {chain}#{entry.seq} ({entry.verb}): content was altered"
        seq, prev = entry.seq, entry.hash
        seen[chain] = prev
    for name, head in heads.items():
        if seen.get(name, GENESIS) != head:
            yield f"journal {name}: the head does not match the last link (tail cut or appended from outside)"
    for name in seen.keys() - heads.keys():
        yield f"journal {name}: has no head"


def _instant(value: datetime) -> str:
    return value.astimezone(UTC).isoformat(timespec="microseconds")
