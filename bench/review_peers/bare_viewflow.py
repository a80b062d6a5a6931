"""django-viewflow alone: one process, a split into eight person's tasks, a join, an end; no rows of any domain.

Its lock waits for the row, the best of its settings under contention. Nine transactions.
"""

import os
from collections.abc import Iterator

os.environ["DJANGO_SETTINGS_MODULE"] = "bench.review_peers.viewflow_settings"


def main() -> None:
    import django

    django.setup()
    from django.contrib.auth.models import User
    from django.core.management import call_command
    from viewflow.workflow import STATUS

    from bench.review_peers.flows import ReviewFlow
    from bench.review_peers.worker import serve

    call_command("migrate", verbosity=0)
    officer, _ = User.objects.get_or_create(username="officer", is_superuser=True)

    def prepare(count: int) -> Iterator[None]:
        yield from [None] * count

    def run(_nothing: None) -> None:
        process = ReviewFlow.start.run()
        for task in process.task_set.filter(flow_task_type="HUMAN"):
            with task.activation() as activation:
                activation.assign(officer)
                activation.start(None)
                activation.execute()
        process.refresh_from_db()
        assert process.status == "DONE", process.status
        assert not process.task_set.exclude(status=STATUS.DONE).exists()

    serve(prepare, run, transactions=9)


if __name__ == "__main__":
    main()
