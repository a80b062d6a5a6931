"""Which facts each kind of paper is printed from (文书种类与版式)."""

import json
from collections.abc import Callable
from dataclasses import asdict, is_dataclass
from datetime import date
from types import NoneType, UnionType
from typing import Any, Final, get_args, get_origin, get_type_hints

from django.core.serializers.json import DjangoJSONEncoder

from documents.models import DocumentKind
from documents.render import letter, licence, notice, opinion, receipt, service, statement
from documents.render.imprint import Imprint
from documents.render.letter import Letter
from documents.render.licence import Licence
from documents.render.notice import Notice
from documents.render.opinion import Consolidated
from documents.render.receipt import Receipt
from documents.render.service import Service
from documents.render.statement import Statement

Facts = Receipt | Notice | Letter | Licence | Consolidated | Statement | Service
#: Stored with every paper; raise it when a layout changes, so that old papers keep their explanation.
TEMPLATE_VERSION: Final = "2026.2"

_RENDER: Final[dict[type, Callable[[Any, Imprint], bytes]]] = {
    Receipt: receipt.render,
    Notice: notice.render,
    Letter: letter.render,
    Licence: licence.render,
    Consolidated: opinion.render,
    Statement: statement.render,
    Service: service.render,
}
FACTS_OF: Final[dict[str, type]] = {
    DocumentKind.RECEIPT: Receipt,
    DocumentKind.ACCEPTANCE: Letter,
    DocumentKind.ONE_TIME_NOTICE: Notice,
    DocumentKind.NON_ACCEPTANCE: Letter,
    DocumentKind.RETURN: Letter,
    DocumentKind.SPECIAL_PROCEDURE: Letter,
    DocumentKind.LICENCE: Licence,
    DocumentKind.REFUSAL: Letter,
    DocumentKind.CONSOLIDATED: Consolidated,
    DocumentKind.DELIVERY: Letter,
    DocumentKind.JOINT_LIST: Letter,
    DocumentKind.JOINT_CERTIFICATE: Letter,
    DocumentKind.JOINT_OPINION: Letter,
    DocumentKind.JOINT_RECORD: Letter,
    DocumentKind.EXTENSION: Letter,
    DocumentKind.CASE_CORRECTION: Letter,
    DocumentKind.RESUMPTION: Letter,
    DocumentKind.WITHDRAWAL: Letter,
    DocumentKind.HEARING_NOTICE: Letter,
    DocumentKind.ANNULMENT: Letter,
    DocumentKind.RENEWAL: Letter,
    DocumentKind.ITEM_NOTICE: Letter,
    DocumentKind.APOLOGY: Letter,
    DocumentKind.CLOCK_STATEMENT: Statement,
    DocumentKind.URGE_ORDER: Letter,
    DocumentKind.COMMITMENT: Letter,
    DocumentKind.COMMIT_DECISION: Letter,
    DocumentKind.PRELIMINARY: Letter,
    DocumentKind.REVOCATION: Letter,
    DocumentKind.CORRECTION: Letter,
    DocumentKind.SPECIAL_END: Letter,
    DocumentKind.SERVICE: Service,
}


def print_paper(kind: str, facts: Facts, imprint: Imprint) -> bytes:
    """The PDF of a paper of `kind`. Raises TypeError when the facts are those of another kind."""
    if not isinstance(facts, FACTS_OF[kind]):
        raise TypeError(f"a paper of kind {kind} is printed from {FACTS_OF[kind].__name__}, not {type(facts).__name__}")
    return _RENDER[type(facts)](facts, imprint)


def as_facts(kind: str, stored: dict[str, Any]) -> Facts:
    """The facts of a paper of `kind` as they were when it left; the way back of `as_json`."""
    return _built(FACTS_OF[kind], stored)


def _built(wanted: Any, value: Any) -> Any:
    """`value` out of JSON as the type a dataclass of this room names: dataclass, tuple, date, optional, plain."""
    if isinstance(wanted, UnionType):
        return None if value is None else _built(next(one for one in get_args(wanted) if one is not NoneType), value)
    if is_dataclass(wanted):
        hints = get_type_hints(wanted)
        return wanted(**{name: _built(hints[name], one) for name, one in value.items() if name in hints})  # type: ignore[operator]
    if get_origin(wanted) is tuple:
        parts = get_args(wanted)
        each = [parts[0]] * len(value) if parts[-1] is Ellipsis else parts
        return tuple(_built(part, one) for part, one in zip(each, value, strict=True))
    return date.fromisoformat(value) if wanted is date else value


def as_json(facts: Facts) -> dict[str, Any]:
    """The facts as they are stored beside the file."""
    return json.loads(json.dumps(asdict(facts), cls=DjangoJSONEncoder, ensure_ascii=False))
