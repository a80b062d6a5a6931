"""What this room writes on paper (文书内容): facts out of rows, printed and stored by the room of documents.

Papers are in Chinese whatever language their reader works in; they are official documents.
"""

from approvals.papers.department import extension, licence, refusal, special_end, special_procedure
from approvals.papers.outgoing import case_papers, consolidated, delivery_slip, release
from approvals.papers.window import acceptance, correction_received, non_acceptance, one_time_notice, receipt, returned

__all__ = [
    "acceptance",
    "case_papers",
    "consolidated",
    "correction_received",
    "delivery_slip",
    "extension",
    "licence",
    "non_acceptance",
    "one_time_notice",
    "receipt",
    "refusal",
    "release",
    "returned",
    "special_end",
    "special_procedure",
]
