"""Offices that hand over the same files at once, on PostgreSQL: every answer once, no journal forked, nobody stuck."""

from collections import Counter
from datetime import date
from functools import partial

import pytest
from django.db import connection

from approvals.models import OpinionRequest
from approvals.opinions import answering, asking
from core import journal
from core.errors import WrongState
from core.models import JournalEntry, OutboxMessage
from core.time import travel
from tests.approvals import county as c
from tests.approvals.caseload.test_several import ANSWER, DAY, known_matters, opened
from tests.race import race

pytestmark = [
    pytest.mark.pg,
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif("sqlite" in connection.vendor, reason="row locks need PostgreSQL"),
]
FILES = 6


def test_four_departments_hand_over_their_answers_on_the_same_files_at_once_and_one_of_them_twice():
    with travel(DAY):
        county = c.build()
        cases = [opened(county, number) for number in range(1, FILES + 1)]
        question = {"matters": known_matters(cases[0]), "question": "有无不同意见？"}
        asking.ask_opinion.perform_many(county.reviewer(cases[0]), [(case, question) for case in cases])
    handed = []
    for code in question["matters"]:
        requests = list(OpinionRequest.objects.filter(code=code).select_related("department").order_by("-pk"))
        officer = county.people["reviewer", requests[0].department.function]
        handed.append(partial(answering.answer.perform_many, officer, [(request, ANSWER) for request in requests]))
    answers = race(*handed, handed[0], day=date(2026, 6, 17))
    assert not [answer for answer in answers if isinstance(answer, Exception)], answers
    refused = Counter(type(one) for answer in answers for one in answer if isinstance(one, Exception))
    assert refused == {WrongState: FILES}
    assert set(OpinionRequest.objects.values_list("state", flat=True)) == {"ANSWERED"}
    wanted = FILES * len(handed)
    assert JournalEntry.objects.filter(verb="opinions.answer").count() == wanted
    kinds = Counter(OutboxMessage.objects.values_list("payload__kind", flat=True))
    assert kinds["opinion_answered"] % wanted == 0
    assert list(journal.verify()) == []
