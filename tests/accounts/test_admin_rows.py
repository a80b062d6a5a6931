"""The back office: nothing that a command keeps is changed there, every change is in the journal, no foreign word."""

import re

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from axes.models import AccessAttempt, AccessLog
from django.apps import apps
from django.contrib import admin
from django.test import RequestFactory
from django.urls import reverse
from django.utils import translation
from django_celery_beat.models import CrontabSchedule, IntervalSchedule, PeriodicTask

from accounts.admin import Journalled
from accounts.models import User
from core.models import JournalEntry
from regional_assessments.models import Zone
from supervision.models import WatchPractice

pytestmark = pytest.mark.django_db
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
    loose = {
        model._meta.label
        for model, page in admin.site._registry.items()
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


@pytest.mark.parametrize("model", [PeriodicTask, IntervalSchedule, CrontabSchedule, EmailAddress, AccessLog])
def test_rows_of_libraries_are_looked_at_and_offer_no_action(root, client, model):
    page = admin.site._registry[model]
    request = RequestFactory().get("/admin/")
    request.user = root
    assert page.has_view_permission(request)
    assert not page.has_change_permission(request)
    assert not page.has_add_permission(request)
    assert page.get_actions(request) == {}
    client.force_login(root)
    assert client.get(reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")).status_code == 200


def test_a_task_of_the_schedule_is_shown_and_not_run_from_there(root, client):
    every = IntervalSchedule.objects.create(every=5, period="minutes")
    task = PeriodicTask.objects.create(name="sweep", task="core.sweep", interval=every)
    client.force_login(root)
    page = reverse("admin:django_celery_beat_periodictask_change", args=[task.pk])
    assert client.get(page).status_code == 200
    assert client.post(page, {"name": "other"}).status_code == 403
    task.refresh_from_db()
    assert task.name == "sweep"


@pytest.mark.parametrize("kind", ["factor", "lock"])
def test_taking_away_a_second_factor_or_a_lock_is_in_the_journal(root, client, kind):
    person = User.objects.create_user("lin")
    row = (
        Authenticator.objects.create(user=person, type="totp", data={"secret": "HIDDEN"})
        if kind == "factor"
        else AccessAttempt.objects.create(username="lin", failures_since_start=5)
    )
    client.force_login(root)
    place = f"admin:{row._meta.app_label}_{row._meta.model_name}"
    shown = client.get(reverse(f"{place}_change", args=[row.pk]))
    assert shown.status_code == 200
    assert "HIDDEN" not in shown.content.decode()
    assert client.post(reverse(f"{place}_delete", args=[row.pk]), {"post": "yes"}).status_code == 302
    assert not type(row).objects.filter(pk=row.pk).exists()
    entry = JournalEntry.objects.filter(verb="admin.delete").last()
    assert (entry.actor, entry.subject_type) == (root, row._meta.label_lower)
