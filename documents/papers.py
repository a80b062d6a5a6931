"""Which facts each kind of paper is printed from (文书种类与版式)."""

import json
from collections.abc import Callable
from dataclasses import asdict
from typing import Any, Final

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
TEMPLATE_VERSION: Final = "2026.1"

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
    DocumentKind.ITEM_NOTICE: Letter,
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


def as_json(facts: Facts) -> dict[str, Any]:
    """The facts as they are stored beside the file."""
    return json.loads(json.dumps(asdict(facts), cls=DjangoJSONEncoder, ensure_ascii=False))
