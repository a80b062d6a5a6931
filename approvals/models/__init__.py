"""The record of a joint application and its item cases, one module a concept.

The workflow engine moves people; these rows are the record. Every state here can be replayed from
the journal. A new round is a new row, never a reopened old one.
"""

from approvals.models.application import ItemCase, JointApplication, MaterialBinding
from approvals.models.decision import Consolidation, Decision, Opinion
from approvals.models.message import Message
from approvals.models.notice import NoticeLine, OneTimeNotice
from approvals.models.practice import Practice
from approvals.models.process import ItemProcess, StageProcess
from approvals.models.special import SpecialProcedure

__all__ = [
    "Consolidation",
    "Decision",
    "ItemCase",
    "ItemProcess",
    "JointApplication",
    "MaterialBinding",
    "Message",
    "NoticeLine",
    "OneTimeNotice",
    "Opinion",
    "Practice",
    "SpecialProcedure",
    "StageProcess",
]
