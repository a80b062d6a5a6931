"""The back office belongs to the house: its pages name our icon, so that no browser asks for one we do not have."""

import pytest
from django.test import Client

from tests.people import province

pytestmark = pytest.mark.django_db


def test_every_page_of_the_back_office_names_the_icon(client: Client) -> None:
    client.force_login(province()["admin"])
    for path in ("/admin/", "/admin/accounts/user/"):
        assert "img/mark" in client.get(path).content.decode(), path
