"""The page of what silence means (沉默规则): every situation in a region, changes that wait, and the form."""

from typing import Any, Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts import scope
from accounts.models import Region
from accounts.posts import ADMIN
from approvals.models import SilenceRule
from approvals.silence import commands
from approvals.silence.forms import RuleForm
from approvals.silence.queries import rules_of
from approvals.silence.rules import Situation
from core.commands import Command
from core.errors import NotPermitted
from core.giving import given
from core.time import today

VERBS: Final[dict[str, Command]] = {"confirm": commands.confirm, "reject": commands.reject}
WORDS: Final[dict[Situation, tuple[Any, Any]]] = {
    Situation.ACCEPTANCE: (
        _("Five working days without acceptance or notice"),
        _("The file counts as accepted from the day it was received."),
    ),
    Situation.OPINION: (
        _("An asked department gives no opinion in time"),
        _("No objection; the responsibility stays with that department. Never for the safety list."),
    ),
    Situation.JOINT: (
        _("A department is absent from a joint procedure"),
        _("No objection; the responsibility stays with that department. Never for the safety list."),
    ),
    Situation.PERMIT: (
        _("A permit itself is late"),
        _("It never counts as granted: red card, urge order, explanation to the applicant."),
    ),
    Situation.PILOT: (
        _("A permit is late where the pilot runs"),
        _("The next item begins; the late one is owed within one working day. Never for the safety list."),
    ),
    Situation.RENEWAL: (
        _("A renewal asked for thirty days before the end is undecided at the end"),
        _("The licence counts as renewed by law for the same period; the department carries a red mark."),
    ),
    Situation.PUBLICITY: (_("A publicity period ends without objection"), _("The procedure goes on by itself.")),
}


@login_required
@require_http_methods(["GET", "POST"])
def index(request: HttpRequest) -> HttpResponse:
    """沉默规则: what counts in one region today; a change waits for a second administrator."""
    if not commands.keeps_rules(request.user):
        raise NotPermitted
    regions = Region.objects.filter(scope.region_q(request.user, "code", ADMIN)).defer("boundary").order_by("code")
    region = regions.filter(pk=request.GET.get("region", "")).first() or regions.first()
    if region is None:
        raise NotPermitted
    form = RuleForm(request.POST or None, regions=regions, initial={"region": region.pk})
    if (
        request.method == "POST"
        and form.is_valid()
        and given(form, commands.propose, request.user, None, **form.values) is not None
    ):
        messages.success(request, _("Entered. Another administrator confirms it; until then nothing changes."))
        return redirect("approvals:silence")
    mine = SilenceRule.objects.filter(region__in=regions).select_related("region", "proposed_by", "decided_by")
    mine = mine.defer("region__boundary")
    waiting = list(mine.filter(state=SilenceRule.State.WAITING))
    context = {
        "region": region,
        "regions": regions,
        "rules": [(rule, *WORDS[situation]) for situation, rule in rules_of(region.pk, today()).items()],
        "waiting": [(rule, commands.confirm.is_open(request.user, rule)) for rule in waiting],
        "history": mine.exclude(state=SilenceRule.State.WAITING)[:30],
        "form": form,
    }
    return render(request, "approvals/silence/index.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def act(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """The second person's answer."""
    rule = SilenceRule.objects.filter(scope.region_q(request.user, "region_id", ADMIN), pk=pk).first()
    if verb not in VERBS or rule is None:
        raise Http404
    VERBS[verb].perform(request.user, rule)
    messages.success(
        request, _("Confirmed.") if verb == "confirm" else _("Not confirmed; the rule in force stays as it is.")
    )
    return redirect("approvals:silence")
