"""The administrators' pages of the calendar: paste, preview, export, confirm by another."""

from datetime import date

import pytest
from django.db import transaction
from django.test import Client

from accounts.models import User
from clocks.models import CalendarProposal, CalendarVersion
from core import time
from tests.clocks.conftest import World
from tests.clocks.test_calendar_proposals import EVE, TEXT, second

__all__ = ["second"]


@pytest.fixture
def admin(world: World) -> User:
    with time.travel(date(2026, 12, 21)), transaction.atomic():
        world.item(1, date(2026, 12, 21), 20)
        world.item(2, date(2026, 12, 21), 35)
    return world.user("admin")


def test_a_pasted_notice_is_previewed_exported_and_applied_by_another(
    admin: User, second: User, client: Client
) -> None:
    with time.travel(EVE):
        client.force_login(admin)
        assert client.get("/calendar/").status_code == 200
        answer = client.post("/calendar/", {"text": TEXT}, follow=True)
        (proposal,) = CalendarProposal.objects.all()
        address = f"/calendar/proposals/{proposal.pk}/"
        assert answer.redirect_chain == [(address, 302)]
        page = answer.content.decode()
        assert "燚山学校" not in page
        assert 'value="confirm"' not in page
        assert answer.context["count"] == 2
        assert client.post(address, {"do": "confirm"}).status_code == 403
        lines = client.get(f"{address}moves.csv").content.decode("utf-8-sig").splitlines()
        assert len(lines) == 3
        assert "2027-01-19" in lines[1]
        client.force_login(second)
        assert 'value="confirm"' in client.get(address).content.decode()
        assert client.post(address, {"do": "confirm"}).status_code == 302
        assert CalendarVersion.objects.newest().number == 2
        assert client.get(address).status_code == 200


def test_a_slip_stands_at_its_field_and_the_text_is_kept(admin: User, client: Client) -> None:
    client.force_login(admin)
    answer = client.post("/calendar/", {"text": TEXT.replace("（周五）至3日", "（周四）至3日")})
    assert list(answer.context["form"].errors) == ["text"]
    assert "2月13日（周六）" in answer.content.decode()
    assert not CalendarProposal.objects.exists()
