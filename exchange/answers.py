"""成批交换 (部门系统回传): a department's own system hands over what its officers answered, one JSON object a line.

    {"act": "opinion", "project": "2601-360702-04-01-100001", "item": "101", "matter": "FIRE",
     "position": "NO_OBJECTION", "text": "无不同意见"}
    {"act": "joint_part", "procedure": "LB360702202606160001", "part": "FIRE", "text": "无意见"}

Every line is the registered command of the pages, given in the name of one officer and only on files that officer sees. The
lines of a batch are given together; one that is refused says why and stops no other. The same file again is answered as
before and writes nothing: its content is the idempotency key.
"""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from approvals.joint.commands.answering import pass_part
from approvals.models import JointPart, JointReview, OpinionRequest
from approvals.opinions.answering import answer
from core.commands import Command
from core.errors import Refusal

BATCH: Final = 200
"""Lines that are given together: so many are locked for about a second."""


@dataclass(frozen=True, slots=True)
class Told:
    """What became of a line; `why` is empty where it was done."""

    line: int
    why: str = ""

    def as_json(self) -> str:
        """As the command prints it."""
        return json.dumps(
            {"line": self.line, "done": not self.why, **({"why": self.why} if self.why else {})}, ensure_ascii=False
        )


@dataclass(slots=True)
class _Batch:
    command: Command
    lines: list[int] = field(default_factory=list)
    orders: list[tuple[Any, dict[str, Any]]] = field(default_factory=list)


class BadLine(ValueError):
    """A line that cannot be understood; `str()` says how to mend it."""


def hand_over(content: bytes, user: Any) -> Iterator[Told]:
    """Give what the lines say in the name of `user`; what became of each, batch by batch."""
    key = hashlib.sha256(content).hexdigest()
    batches: dict[str, _Batch] = {}
    for number, line in enumerate(content.decode("utf-8-sig").splitlines(), start=1):
        if not line.strip():
            continue
        try:
            command, subject, data = _read(line, user)
        except BadLine as error:
            yield Told(number, str(error))
            continue
        batch = batches.setdefault(command.name, _Batch(command))
        if any(known.pk == subject.pk for known, _data in batch.orders):
            yield Told(number, str(_("An earlier line answers the same file.")))
            continue
        batch.lines.append(number)
        batch.orders.append((subject, data))
        if len(batch.lines) == BATCH:
            yield from _give(batches.pop(command.name), user, key)
    for batch in batches.values():
        yield from _give(batch, user, key)


def _give(batch: _Batch, user: Any, key: str) -> Iterator[Told]:
    answers = batch.command.perform_many(user, batch.orders, idempotency_key=key)
    for number, answered in zip(batch.lines, answers, strict=True):
        yield Told(number, str(answered) if isinstance(answered, Refusal | ValidationError) else "")


def _read(line: str, user: Any) -> tuple[Command, Any, dict[str, Any]]:
    try:
        told = json.loads(line)
    except ValueError as error:
        raise BadLine(_("This is not a JSON object: %(error)s") % {"error": error}) from error
    if not isinstance(told, dict) or told.get("act") not in _ACTS:
        raise BadLine(_("“act” must be one of: %(names)s.") % {"names": ", ".join(_ACTS)})
    return _ACTS[told["act"]](told, user)


def _opinion(told: Mapping[str, Any], user: Any) -> tuple[Command, Any, dict[str, Any]]:
    rows = OpinionRequest.objects.visible_to(user).filter(
        case__application__project__code=_word(told, "project"),
        case__item__code=_word(told, "item"),
        code=_word(told, "matter"),
    )
    found = rows.order_by("-round", "-pk").first()
    if found is None:
        raise BadLine(_("No request for an opinion on this matter of this project is at your department."))
    return answer, found, {"position": _word(told, "position"), "text": str(told.get("text") or "")}


def _joint_part(told: Mapping[str, Any], user: Any) -> tuple[Command, Any, dict[str, Any]]:
    seen = JointReview.objects.visible_to(user).filter(number=_word(told, "procedure"))
    found = (
        JointPart.objects.filter(review__in=seen, code=_word(told, "part")).order_by("-round__number", "-pk").first()
    )
    if found is None:
        raise BadLine(_("No part of this joint procedure is at your department."))
    return pass_part, found, {"text": str(told.get("text") or "")}


_ACTS: Final[dict[str, Callable[[Mapping[str, Any], Any], tuple[Command, Any, dict[str, Any]]]]] = {
    "opinion": _opinion, "joint_part": _joint_part,
}  # fmt: skip


def _word(told: Mapping[str, Any], name: str) -> str:
    value = told.get(name)
    if not isinstance(value, str) or not value.strip():
        raise BadLine(_("“%(name)s” is missing.") % {"name": name})
    return value.strip()
