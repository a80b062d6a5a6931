"""Bingshen's joint procedure: pre-coordination (多规合一) opened to eight departments, answered by each, joined, concluded.

It is the shape the peers move tokens through: one act starts it and fans out, one act completes each branch, the join
runs after the last, one act ends it. Every act is the registered command the pages call, with permission, state and
validators under the row lock, journal entry, clocks started and ended, messages put into the outbox; the conclusion is
a stored paper. Ten transactions, as with the peers.
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


def main() -> None:
    set_up()
    from approvals.joint import commands as joint
    from approvals.joint.members import Member
    from approvals.models import JointReview
    from core.time import travel
    from tests.approvals import county as c

    numbers = itertools.count()
    spent: defaultdict[str, float] = defaultdict(float)
    with travel(MONDAY):
        county = c.build()
    eight = [one for function, one in sorted(county.departments.items()) if function != "WINDOW"][:BRANCHES]
    members = [
        Member(
            code=one.function, name=one.name, name_en=one.function, department=one, days=5, silence=True, item_code=""
        )
        for one in eight
    ]
    joint.opening.members_of = lambda kind, project: members
    joint.opening.lead_department = lambda stage, region: eight[0]

    def prepare(count: int) -> Iterator[Any]:
        for _ in range(count):
            with travel(MONDAY):
                yield c.project(county, code=f"2601-360702-04-01-{400000 + next(numbers):06d}")

    def act(name: str, command: Any, *arguments: Any, **data: Any) -> Any:
        started = time.perf_counter()
        answer = command.perform(*arguments, **data)
        spent[name] += time.perf_counter() - started
        return answer

    def run(project: Any) -> None:
        with travel(MONDAY):
            review = act(
                "joint.open_precoordination", joint.opening.open_precoordination, county.owner, project,
                intention="新建釉料厂房，请各部门就选址和建设条件提出意见",
            )  # fmt: skip
            for part in review.parts.select_related("department"):
                officer = county.people["reviewer", part.department.function]
                act("joint.pass_part", joint.answering.pass_part, officer, part, text="无意见")
            lead = county.people["lead", eight[0].function]
            act("joint.conclude", joint.merging.conclude, lead, review, outcome="DONE", text="各部门均无异议")
            assert JointReview.objects.get(pk=review.pk).state == "CONCLUDED"

    def acts() -> dict[str, Any]:
        told = {name: round(seconds, 4) for name, seconds in spent.items()}
        counted = statements(prepare, run)
        spent.clear()
        return {"acts": told, "statements": counted}

    serve(prepare, run, acts, transactions=2 + BRANCHES)


if __name__ == "__main__":
    main()
