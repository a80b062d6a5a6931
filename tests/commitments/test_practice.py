"""A province that publishes its own durations: promises of projects on that version follow them, earlier ones do not."""

from datetime import date

import pytest

from catalogue.models import CatalogueVersion
from catalogue.source import content_hash
from commitments.models import Breach, Reminder
from core.time import travel
from tests.commitments import world as w

pytestmark = pytest.mark.django_db


def test_a_hearing_and_reminders_take_the_days_of_the_projects_own_version():
    with travel(date(2026, 3, 2)):
        county = w.build()
        before = w.project(county)
        earlier = w.heard(county, w.breached(county, before))
        assert Breach.objects.get(commitment=earlier).heard_until == date(2026, 3, 9)
        w.revoking.drop_revocation.perform(w.officer(county, earlier), earlier, reason="整改到位")
        row = w.project(county, "2601-360702-04-01-100002")
        content = {**w.c.SOURCE, "practice": {"basis": "赣政办〔2026〕9号", "hearing_days": 7, "reminders": [15]}}
        version = CatalogueVersion.objects.create(
            number=2, state="SUPERSEDED", content=content, content_hash=content_hash(content)
        )
        from catalogue.parse import parse_catalogue
        from catalogue.rows import write_rows

        write_rows(version, parse_catalogue(content))
        row.catalogue = version
        row.save()
        later = w.granted(county, row)
        days = Reminder.objects.filter(obligation__commitment=later).values_list("days_before", flat=True)
        assert set(days) == {15}
        w.heard(county, w.verify(county, later, outcome="BROKEN"))
        assert Breach.objects.get(commitment=later).heard_until == date(2026, 3, 11)
