"""The back office: nothing that a command keeps is changed there, every change is in the journal, no foreign word."""

import re

import pytest
from django.apps import apps
from django.contrib import admin
from django.test import RequestFactory
from django.urls import reverse
from django.utils import translation

from accounts.admin import Journalled
from accounts.models import User
from core.models import JournalEntry
from regional_assessments.models import Zone
from supervision.models import WatchPractice

pytestmark = pytest.mark.django_db
ROOMS = ("core", "accounts", "clocks", "catalogue", "projects", "documents", "regional_assessments", "commitments",
         "approvals", "supervision", "exchange")  # fmt: skip
BY_HAND = {"catalogue.CatalogueVersion", "catalogue.Assignment"}
"""Written by commands, or journalled by their own page."""


@pytest.fixture
def root() -> User:
    return User.objects.create_superuser("root", password="a long pass phrase of ours")


def test_the_engine_has_no_rows_there(root, client):
    client.force_login(root)
    assert not [model for model in admin.site._registry if model._meta.app_label in ("viewflow", "workflow")]
    assert client.get("/admin/viewflow/task/").status_code == 404


def test_what_can_be_changed_there_enters_the_journal(root):
    request = RequestFactory().get("/admin/")
    request.user = root
    ours = {m: a for m, a in admin.site._registry.items() if m._meta.app_label in ROOMS}
    loose = {
        model._meta.label
        for model, page in ours.items()
        if not isinstance(page, Journalled)
        and (page.has_add_permission(request) or page.has_delete_permission(request)
             or (page.has_change_permission(request) and page.get_readonly_fields(request) != page.get_fields(request)))
    }  # fmt: skip
    assert loose <= BY_HAND


def test_a_changed_parameter_is_in_the_journal_with_who_changed_it(root, client):
    client.force_login(root)
    row = WatchPractice.objects.first() or WatchPractice.objects.create()
    address = reverse("admin:supervision_watchpractice_change", args=[row.pk])
    form = client.get(address).context["adminform"].form
    sent = {name: "" if form.initial.get(name) is None else form.initial[name] for name in form.fields}
    assert client.post(address, sent).status_code == 302
    assert JournalEntry.objects.filter(verb="admin.change").last().actor == root


def test_every_group_and_every_row_has_a_chinese_name(root):
    with translation.override("zh-hans"):
        names = {str(apps.get_app_config(model._meta.app_label).verbose_name) for model in admin.site._registry}
        names |= {str(model._meta.verbose_name_plural) for model in admin.site._registry}
    assert [name for name in names if not re.search("[\u4e00-\u9fff]", name)] == []


def test_a_zone_cannot_be_deleted_there(root):
    request = RequestFactory().get("/admin/")
    request.user = root
    assert not admin.site._registry[Zone].has_delete_permission(request)
