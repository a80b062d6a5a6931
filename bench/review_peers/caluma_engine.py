"""Caluma's own engine through its Python interface: start a case, complete eight work items, the case ends.

Runs in an environment of its own with Caluma and its Django: `python caluma_engine.py` with DATABASE_* set.
"""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "caluma.settings.django")
BRANCHES = 8


def main() -> None:
    import django

    django.setup()
    from caluma.caluma_user.models import BaseUser
    from caluma.caluma_workflow.api import complete_work_item, start_case
    from caluma.caluma_workflow.models import Task, Workflow
    from django.core.management import call_command
    from worker import serve

    call_command("migrate", verbosity=0)
    user = BaseUser()
    workflow, new = Workflow.objects.get_or_create(slug="review", defaults={"name": "review", "is_published": True})
    if new:
        reviews = [
            Task.objects.create(slug=f"review-{n}", name=f"review {n}", type=Task.TYPE_SIMPLE) for n in range(BRANCHES)
        ]
        workflow.start_tasks.set(reviews)

    def prepare(count: int) -> Iterator[None]:
        yield from [None] * count

    def run(_nothing: None) -> None:
        case = start_case(workflow=workflow, user=user)
        for item in case.work_items.all():
            complete_work_item(item, user=user)
        case.refresh_from_db()
        assert case.status == "completed", case.status

    serve(prepare, run, transactions=9)


if __name__ == "__main__":
    main()
