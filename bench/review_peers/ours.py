"""Bingshen itself: acceptance, eight departments that give opinions and sign, the join, the lead's consolidation.

Every act is the registered command the pages call: permission, state and validators under the row lock, journal entry,
clocks started and ended, messages and papers put into the outbox. A case takes two acts here, the reviewer's opinion
and the head's signature, so a process has 18 transactions where the peers have 9 or 10.
"""

import itertools
import os
import time
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
BRANCHES = 8
MONDAY = date(2026, 3, 2)


def set_up() -> None:
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)


def eight_cases(application: Any, county: Any) -> list[Any]:
    """One case for each of eight departments, none waiting for another."""
    from approvals.models import ItemCase
    from catalogue.models import Item

    items = list(Item.objects.order_by("code")[:BRANCHES])
    functions = [function for function in county.departments if function != "WINDOW"][:BRANCHES]
    return ItemCase.objects.bulk_create(
        ItemCase(
            number=f"{application.number}-{number}",
            application=application,
            item=item,
            department=county.departments[function],
            promised_days=7,
        )
        for number, (item, function) in enumerate(zip(items, functions, strict=True))
    )


def main() -> None:
    set_up()
    from approvals import commands
    from approvals.models import JointApplication
    from core.time import travel
    from tests.approvals import county as c

    numbers = itertools.count()
    spent: defaultdict[str, float] = defaultdict(float)
    with travel(MONDAY):
        county = c.build()
        commands.filing._open_cases = lambda application, filing, at: eight_cases(application, county)
        commands.filing._bind = lambda application, filing, cases: None
        filed = c.project(county)
        c.hand_in_papers(filed, "S1")

    def prepare(count: int) -> Iterator[Any]:
        for _ in range(count):
            with travel(MONDAY):
                project = c.project(county, code=f"2601-360702-04-01-{200000 + next(numbers):06d}")
                c.hand_in_papers(project, "S1")
                application = commands.filing.create_draft.perform(county.owner, project, stage="S1")
                yield commands.filing.submit.perform(county.owner, application, form=c.FORM)

    def act(name: str, *arguments: Any, **data: Any) -> None:
        started = time.perf_counter()
        getattr(commands, name.split(".")[0]).__dict__[name.split(".")[1]].perform(*arguments, **data)
        spent[name] += time.perf_counter() - started

    def run(application: JointApplication) -> None:
        with travel(MONDAY):
            act("window.accept", county.clerk, application)
            for case in application.cases.select_related("department", "item"):
                act("review.give_opinion", county.reviewer(case), case, recommendation="PASS", text="同意")
                paper = {"official_number": f"赣〔2026〕{case.pk}号", "title": "准予许可决定书"}
                act("review.sign", county.head(case), case, outcome="PASS", **paper)
            act("lead.consolidate", county.lead(application), application, text="同意")

    def acts() -> dict[str, Any]:
        told = {name: round(seconds, 4) for name, seconds in spent.items()}
        counted = statements(prepare, run)
        spent.clear()
        return {"acts": told, "statements": counted}

    from bench.review_peers.worker import serve

    serve(prepare, run, acts, transactions=2 + 2 * BRANCHES)


def statements(prepare: Any, run: Any) -> int:
    """SQL statements of one process, counted apart from the timing."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    [one] = prepare(1)
    with CaptureQueriesContext(connection) as captured:
        run(one)
    return len(captured)


if __name__ == "__main__":
    main()
