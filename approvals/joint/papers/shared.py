"""What all papers of joint procedures share: the wording of the region, and the facts every one of them knows."""

from datetime import date
from typing import Any

from approvals.models import JointReview
from documents.letters.queries import Written, written


def said(letter: str, review: JointReview, on: date, **values: Any) -> Written:
    """A letter about a procedure in the wording of the project's region."""
    project = review.project
    known = {
        "applicant": project.enterprise.name,
        "project": project.name,
        "code": project.code,
        "number": review.number,
        "office": review.lead.name,
    }
    return written(letter, project.region_id, on, {**known, **values})
