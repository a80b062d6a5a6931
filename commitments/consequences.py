"""What a revocation takes away (撤销的后果), reckoned before it is signed. Rooms below add what rests on the promise."""

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from commitments.models import Commitment

Source = Callable[[Commitment], Iterable[str]]
_sources: list[Source] = []


@dataclass(frozen=True, slots=True)
class Affected:
    """Names of what falls with the decision, in Chinese as printed on the paper."""

    names: list[str] = field(default_factory=list)

    @property
    def fingerprint(self) -> str:
        """A short digest: who confirms, confirms exactly this list."""
        return hashlib.sha256("\n".join(self.names).encode()).hexdigest()[:16]


def rests_on(source: Source) -> Source:
    """Let a room below name what falls when a promise is revoked."""
    if source not in _sources:
        _sources.append(source)
    return source


def affected_by(commitment: Commitment) -> Affected:
    """Everything that falls: the decision itself, then what rests on it."""
    own = [f"{commitment.decision.title}（{commitment.decision.number}）"] if commitment.decision else []
    return Affected(own + [name for source in _sources for name in source(commitment)])
