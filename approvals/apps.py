from collections.abc import Callable
from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ApprovalsConfig(AppConfig):
    name = "approvals"
    verbose_name = _("Approvals")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # The engine wires its signals when the flows are imported; verbs, sweeps and messages register themselves.
        from accounts import landing, scope
        from accounts.posts import APPLICANTS, CLERK, HEAD, LEAD, REVIEWER
        from approvals import badges, commands, flows, messages, queries, tasks  # noqa: F401
        from approvals.annulments import ready as annulments_ready
        from approvals.board import ready as board_ready
        from approvals.caseload import ready as caseload_ready
        from approvals.checks import queries as checks
        from approvals.checks import ready as checks_ready
        from approvals.corrections import ready as corrections_ready
        from approvals.counter import access as counter
        from approvals.counter import ready as counter_ready
        from approvals.delivery import ready as delivery_ready
        from approvals.delivery.queries import to_deliver
        from approvals.finishing import finish
        from approvals.joint import ready
        from approvals.opinions import ready as opinions_ready
        from approvals.promises import ready as promises_ready
        from approvals.renewals import ready as renewals_ready
        from approvals.renewals.queries import todo_count as renewals_to_decide
        from approvals.reuse import ready as reuse_ready
        from approvals.silence import ready as silence_ready
        from approvals.silence.commands import keeps_rules
        from approvals.supplements import ready as supplements_ready
        from approvals.withdrawals import ready as withdrawals_ready
        from approvals.zone_messages import ready as zone_messages_ready
        from core import nav
        from projects.finishing import tells_finish

        def having(*roles: str) -> Callable[[Any], bool]:
            return lambda user: scope.has_role(user, roles)

        tells_finish(finish)
        nav.announce(
            nav.Entry(_("Inbox"), "approvals:inbox", "inbox", 10, having(REVIEWER, HEAD), queries.todo_count),
            nav.Entry(_("Service window"), "approvals:window", "stamp", 12, having(CLERK), queries.window_count),
            nav.Entry(_("Hand out papers"), "approvals:handovers", "send", 13, having(CLERK), to_deliver),
            nav.Entry(_("File at the counter"), "approvals:counter", "edit", 13, counter.clerk),
            nav.Entry(_("Stages I lead"), "approvals:lead", "layers", 14, having(LEAD), queries.lead_count),
            nav.Entry(
                _("My applications"), "approvals:mine", "files", 12, having(*APPLICANTS), queries.waiting_for_applicant
            ),
            nav.Entry(
                _("Joint procedures"),
                "approvals:joint_list",
                "merge",
                16,
                having(REVIEWER, HEAD, LEAD, *APPLICANTS),
                badges.joint_count,
            ),
            nav.Entry(
                _("Completeness checks"),
                "approvals:completeness_list",
                "list",
                15,
                having(REVIEWER, HEAD, CLERK, LEAD),
                checks.todo_count,
            ),
            nav.Entry(
                _("Opinion requests"),
                "approvals:opinion_requests",
                "message",
                18,
                having(REVIEWER, HEAD),
                badges.opinion_count,
            ),
            nav.Entry(
                _("Licence renewals"),
                "approvals:renewals",
                "refresh",
                19,
                having(REVIEWER, HEAD, *APPLICANTS),
                renewals_to_decide,
            ),
            nav.Entry(_("Rules on silence"), "approvals:silence", "clock", 84, keeps_rules),
            nav.Entry(_("Notices"), "approvals:messages", "bell", 95, lambda u: u.is_authenticated, queries.unread),
        )
        for role, desk in ((CLERK, "window"), (REVIEWER, "inbox"), (HEAD, "inbox"), (LEAD, "lead")):
            landing.announce(role, f"approvals:{desk}")
        ready()
        opinions_ready()
        corrections_ready()
        withdrawals_ready()
        annulments_ready()
        supplements_ready()
        caseload_ready()
        board_ready()
        delivery_ready()
        silence_ready()
        zone_messages_ready()
        checks_ready()
        counter_ready()
        promises_ready()
        reuse_ready()
        renewals_ready()
