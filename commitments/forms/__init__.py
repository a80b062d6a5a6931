"""Forms of this room, one module a concept; each gives its values as the command takes them."""

from commitments.forms.breaches import BreachForm, RevokeForm, StatementForm
from commitments.forms.checks import DrawForm, FindingForm, PhotoForm
from commitments.forms.letters import AnswerForm, DraftForm, EvidenceForm, ObjectionForm, SignForm
from commitments.forms.plain import PlainForm, ReasonForm, TextForm
from commitments.forms.records import ObjectionAnswerForm, RecordAnswerForm, RecordTextForm, RepairForm
from commitments.forms.ruling import RuleForm

__all__ = [
    "AnswerForm",
    "BreachForm",
    "DraftForm",
    "DrawForm",
    "EvidenceForm",
    "FindingForm",
    "ObjectionAnswerForm",
    "ObjectionForm",
    "PhotoForm",
    "PlainForm",
    "ReasonForm",
    "RecordAnswerForm",
    "RecordTextForm",
    "RepairForm",
    "RevokeForm",
    "RuleForm",
    "SignForm",
    "StatementForm",
    "TextForm",
]
