"""The projects of the cast that go through to their acceptance: lawful to the last item."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from accounts.seed import seed_departments
from approvals.models import ItemCase, JointApplication
from core import doctor
from core.time import travel
from demo import people
from demo.province import CAST, STAGES, owners_of, play
from tests.demo.acceptance import lacking

TODAY = date(2026, 11, 27)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_whoever_goes_through_to_acceptance_has_filed_every_item_of_the_matrix(settings: Any, tmp_path: Path) -> None:
    settings.DEMO_MODE, settings.VAR_DIR = True, tmp_path
    with travel(TODAY):
        call_command("bootstrap", verbosity=0)
        seed_departments()
        owners = owners_of(people.appoint())
        for number, role in enumerate(CAST):
            if len(role.stages) == len(STAGES):
                play(role, number, owners)
        issued = JointApplication.objects.filter(stage="S4", state="ISSUED")
        assert issued.count() == 2
        assert list(lacking()) == []
        for application in issued:
            drainage = ItemCase.objects.get(application__project=application.project, item__code="502")
            filing = application.cases.get(item__code="408")
            assert (drainage.state, filing.state) == ("PASSED", "PASSED")
            assert drainage.decided_on <= filing.opened_on
        assert list(doctor.check_all()) == []
