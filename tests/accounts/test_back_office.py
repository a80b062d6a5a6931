"""The back office belongs to the house: its pages name our icon, so that no browser asks for one we do not have."""

import pytest
from django.test import Client

from tests.people import province

pytestmark = pytest.mark.django_db


def test_every_page_of_the_back_office_names_the_icon(client: Client) -> None:
    client.force_login(province()["admin"])
    for path in ("/admin/", "/admin/accounts/user/"):
        assert "img/mark" in client.get(path).content.decode(), path


def test_an_administrator_begins_on_a_page_whose_navigation_leads_to_the_back_office(client: Client) -> None:
    client.force_login(province()["admin"])
    page = client.get("/", follow=True)
    assert page.redirect_chain[-1][0] == "/calendar/"
    assert 'href="/admin/"' in page.content.decode()
