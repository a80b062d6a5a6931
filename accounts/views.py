"""Pages of this room: desk, my account, delegation, the enterprise's people, registration, boundaries."""

from __future__ import annotations

import gzip
from typing import Any

from allauth.account.utils import perform_login
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_POST, require_safe

from accounts import boundaries, commands, landing, queries, registration
from accounts.forms import AddPersonForm, DelegationForm, RegistrationForm
from accounts.models import Delegation, Enterprise, Membership
from core.errors import Invalid


@login_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """After sign-in each role goes to its own desk."""
    return redirect(landing.desk(request))


@login_required
@require_safe
def account(request: HttpRequest) -> HttpResponse:
    """我的账户: posts, delegations both ways, security."""
    memberships = [
        {"row": membership, "delegable": commands.delegate.is_open(request.user, membership)}
        for membership in queries.my_memberships(request.user)
    ]
    return render(
        request,
        "accounts/account.html",
        {
            "memberships": memberships,
            "lent": queries.lent(request.user),
            "received": queries.received(request.user),
            "sign_ins": queries.recent_sign_ins(request.user),
        },
    )


@login_required
def delegate(request: HttpRequest, pk: int) -> HttpResponse:
    """委托他人: lend one of one's own posts until a date."""
    membership = _or_404(queries.my_memberships(request.user), pk)
    form = DelegationForm(request.POST or None, for_enterprise=membership.enterprise_id is not None)
    if request.method == "POST" and form.is_valid():
        try:
            commands.delegate.perform(request.user, membership, **form.cleaned_data)
        except Invalid as refusal:
            _show(form, refusal)
        else:
            messages.success(
                request, _("The delegation is in force from its first day. You can take it back any time.")
            )
            return redirect("accounts:account")
    return _form_page(request, "accounts/delegate.html", form, membership=membership)


@login_required
@require_POST
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """收回委托: effective at the stand-in's next request."""
    lent = _or_404(Delegation.objects.visible_to(request.user), pk)
    commands.take_back.perform(request.user, lent)
    messages.success(request, _("The delegation has been taken back with immediate effect."))
    return redirect(
        "accounts:people"
        if lent.membership.user_id != request.user.pk and lent.to_user_id != request.user.pk
        else "accounts:account"
    )


@login_required
@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """企业人员: the people and agents of the enterprises one is in charge of."""
    enterprises = list(queries.owned_enterprises(request.user))
    if not enterprises:
        raise Http404
    groups = [
        {
            "enterprise": enterprise,
            "people": queries.people_of(request.user, enterprise),
            "agents": queries.agents_of(request.user, enterprise),
        }
        for enterprise in enterprises
    ]
    return render(request, "accounts/people.html", {"groups": groups})


@login_required
def add_person(request: HttpRequest, pk: int) -> HttpResponse:
    """添加人员 to one's own enterprise."""
    enterprise: Enterprise = _or_404(queries.owned_enterprises(request.user), pk)
    form = AddPersonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            commands.admit.perform(request.user, enterprise=enterprise, **form.cleaned_data)
        except Invalid as refusal:
            _show(form, refusal)
        else:
            messages.success(request, _("The person has been added."))
            return redirect("accounts:people")
    return _form_page(request, "accounts/add_person.html", form, enterprise=enterprise)


@login_required
@require_POST
def remove_person(request: HttpRequest, pk: int) -> HttpResponse:
    """移除人员: effective at that person's next request."""
    owned = queries.owned_enterprises(request.user)
    membership = _or_404(Membership.objects.visible_to(request.user).filter(enterprise__in=owned), pk)
    try:
        commands.dismiss.perform(request.user, membership)
    except Invalid as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The person has been removed with immediate effect."))
    return redirect("accounts:people")


@sensitive_post_parameters("password")
def register(request: HttpRequest) -> HttpResponse:
    """企业注册, where the operator allows it."""
    if not registration.is_open():
        raise Http404
    if request.user.is_authenticated:
        return redirect("accounts:home")
    form = RegistrationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        user = registration.register(form.cleaned_data)
        return perform_login(request, user, email_verification="none", redirect_url=None)
    return _form_page(request, "accounts/register.html", form)


@require_GET
def counties(request: HttpRequest) -> HttpResponse:
    """行政区划界线 for maps: `?code=` a county, city or the province; all counties without it. Public."""
    found = boundaries.boundaries(request.GET.get("code") or None)
    if found is None:
        raise Http404
    if found.etag in request.headers.get("If-None-Match", ""):
        response: HttpResponse = HttpResponseNotModified()
    elif "gzip" in request.headers.get("Accept-Encoding", ""):
        # Public, constant content without secrets: compression cannot be used to guess any.
        response = HttpResponse(gzip.compress(found.body, mtime=0), content_type="application/geo+json")
        response["Content-Encoding"] = "gzip"
    else:
        response = HttpResponse(found.body, content_type="application/geo+json")
    patch_vary_headers(response, ["Accept-Encoding"])
    response["ETag"] = found.etag
    response["Cache-Control"] = "public, max-age=3600"
    return response


def _or_404(rows: QuerySet, pk: int) -> Any:
    """The row among those the person may see; somebody else's answers like one that does not exist."""
    return get_object_or_404(rows, pk=pk)


def _show(form: Any, refusal: Invalid) -> None:
    for field, sentence in refusal.fields.items():
        form.add_error(field if field in form.fields else None, sentence)


def _form_page(request: HttpRequest, template: str, form: Any, **context: Any) -> HttpResponse:
    return render(request, template, {"form": form, **context}, status=422 if form.errors else 200)
