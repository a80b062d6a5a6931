"""Bingshen's hand-off (成批办理): a reviewer asks eight departments about a case, each answers, the reviewer concludes.

It is the shape the peers move tokens through: one act starts and fans out (征求意见), one act completes each branch
(反馈意见), the join is the gate that holds the reviewer's opinion until those on the safety list have answered, one act
ends it (审查意见). Every act is the registered command of the pages: permission, state and validators under the row
lock, journal entry, clocks started and ended, messages put into the outbox. Ten transactions.

With BENCH_TOGETHER=1 an office does with all files of a pass at once what `Command.perform_many` is for: ten transactions a pass.
"""

import itertools
import os
import time
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from bench.review_peers.ours import BRANCHES, MONDAY, set_up, statements
from bench.review_peers.worker import serve

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
TOGETHER = os.environ.get("BENCH_TOGETHER") == "1"
ANSWER = {"position": "NO_OBJECTION", "text": "无不同意见"}
OPINION = {"recommendation": "PASS", "text": "符合要求，建议通过"}


def one_case(application: Any, county: Any) -> list[Any]:
    """One item of one department."""
    from approvals.models import ItemCase
    from catalogue.models import Item

    return ItemCase.objects.bulk_create(
        [
            ItemCase(
                number=f"{application.number}-1",
                application=application,
                item=Item.objects.order_by("code")[0],
                department=county.departments["HOUSING"],
                promised_days=7,
            )
        ]
    )


def main() -> None:
    set_up()
    from approvals import commands
    from approvals.models import ItemCase, OpinionRequest
    from approvals.opinions import answering, asking, matters
    from core.commands import Command
    from core.time import travel
    from tests.approvals import county as c

    numbers = itertools.count()
    spent: defaultdict[str, float] = defaultdict(float)
    with travel(MONDAY):
        county = c.build()
        commands.filing._open_cases = lambda application, filing, at: one_case(application, county)
        commands.filing._bind = lambda application, filing, cases: None

    def prepare(count: int) -> Iterator[Any]:
        for _ in range(count):
            with travel(MONDAY):
                project = c.project(county, code=f"2601-360702-04-01-{600000 + next(numbers):06d}")
                c.hand_in_papers(project, "S1")
                application = commands.filing.create_draft.perform(county.owner, project, stage="S1")
                application = commands.filing.submit.perform(county.owner, application, form=c.FORM)
                yield commands.window.accept.perform(county.clerk, application).cases.get()

    def give(command: Command, user: Any, orders: list[tuple[Any, dict[str, Any]]]) -> None:
        started = time.perf_counter()
        if TOGETHER:
            answers = command.perform_many(user, orders)
            assert not [answer for answer in answers if isinstance(answer, Exception)], answers
        else:
            for subject, data in orders:
                command.perform(user, subject, **data)
        spent[command.name] += time.perf_counter() - started

    def run(cases: list[ItemCase]) -> None:
        with travel(MONDAY):
            reviewer = county.people["reviewer", "HOUSING"]
            [*chosen] = itertools.islice(matters.matters_of(cases[0]), BRANCHES)
            question = {"matters": chosen, "question": "选址和建设条件有无不同意见？"}
            give(asking.ask_opinion, reviewer, [(case, question) for case in cases])
            asked = defaultdict(list)
            for request in OpinionRequest.objects.filter(case__in=cases).select_related("department"):
                asked[request.department.function, request.code].append((request, ANSWER))
            assert len(asked) == BRANCHES, f"{len(asked)} departments"
            for (function, _code), orders in asked.items():
                give(answering.answer, county.people["reviewer", function], orders)
            give(commands.review.give_opinion, reviewer, [(case, OPINION) for case in cases])
            states = set(ItemCase.objects.filter(pk__in=[case.pk for case in cases]).values_list("state", flat=True))
            assert states == {"REVIEWED"}, states

    def acts() -> dict[str, Any]:
        told = {name: round(seconds, 4) for name, seconds in spent.items()}
        counted = statements(prepare, lambda one: run([one]))
        spent.clear()
        return {"acts": told, "statements": counted}

    serve(prepare, run, acts, together=True, transactions=2 + BRANCHES)


if __name__ == "__main__":
    main()
