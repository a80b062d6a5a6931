"""Officers and applicants at work in processes that are killed at any moment and begin again.

    python -m tests.faults.officers KIND WORKERS KILLS SEED FILE [arguments of the kind]

A parent holds Django and forks WORKERS children; it sends `kill -9` to one of them at random moments until KILLS have
hit, and forks another in its place. Children work until nothing is left, then leave with 0. FILE gets one line of JSON
for everything a child was told to be done: it is what clients saw, to be compared with the tables.

sign: opinions and signatures of every open case, and the sweeps that repair what the dead left behind.
file: the drafts named in the arguments are filed, each under its own key, until each was acknowledged.
"""

import json
import os
import random
import signal
import sys
import time
from collections.abc import Callable
from datetime import date
from typing import Any

import django

django.setup()

from django.db import OperationalError, connections  # noqa: E402

from accounts.models import User  # noqa: E402
from approvals import commands, flows  # noqa: E402
from approvals.models import ItemCase, JointApplication  # noqa: E402
from core import outbox, sweeps  # noqa: E402
from core.errors import Conflict, WrongState  # noqa: E402
from core.time import travel  # noqa: E402
from tests.approvals import county as c  # noqa: E402
from tests.approvals.many import sign  # noqa: E402

MONDAY = date(2026, 3, 2)
PATIENCE = 900


def head_of(case: ItemCase) -> User:
    return User.objects.get(username=f"head-{case.department.function}".lower())


def signing(seed: int, told: Callable[..., None], arguments: list[str]) -> None:
    """Sign any reviewed case; between the cases, deliver and repair as the timers do."""
    chance = random.Random(seed)
    while True:
        waiting = list(ItemCase.objects.filter(state="REVIEWED").values_list("pk", flat=True))
        for pk in chance.sample(waiting, min(5, len(waiting))):
            case = ItemCase.objects.select_related("department", "application").get(pk=pk)
            try:
                sign(case, head_of(case))
                told(case=pk)
            except WrongState:
                pass  # a colleague was quicker
        sweeps.run_all()
        outbox.deliver_due()
        unfinished = JointApplication.objects.filter(state="ACCEPTED").exists()
        if not waiting and not unfinished:
            return


def filing(seed: int, told: Callable[..., None], arguments: list[str]) -> None:
    """File the drafts of this worker and its twins in a random order; who dies in between sends the same form again."""
    chance, owner = random.Random(seed), User.objects.get(username="owner")
    path, drafts = arguments[0], [int(pk) for pk in arguments[1].split(",")]
    while True:
        with open(path, encoding="utf-8") as lines:
            known = {json.loads(line)["draft"] for line in lines if line.endswith("\n")}
        left = [pk for pk in drafts if pk not in known]
        if not left:
            return
        draft = JointApplication.objects.get(pk=chance.choice(left))
        try:
            done = commands.filing.submit.perform(owner, draft, form=c.FORM, idempotency_key=f"form-{draft.pk}")
        except (Conflict, WrongState) as error:
            raise SystemExit(f"the same form was refused: {error}") from error
        told(draft=draft.pk, number=done.number)


KINDS = {"sign": signing, "file": filing}


def child(kind: str, seed: int, path: str, arguments: list[str]) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT)

    def told(**facts: Any) -> None:
        os.write(descriptor, (json.dumps(facts) + "\n").encode())

    with travel(MONDAY):
        while True:
            try:
                KINDS[kind](seed, told, [path, *arguments])
                return
            except OperationalError as error:  # the database refuses for a moment: a client tries again
                print(error, file=sys.stderr)
                connections.close_all()


def fork(*arguments: Any) -> int:
    pid = os.fork()
    if pid:
        return pid
    try:
        child(*arguments)
        os._exit(0)
    except BaseException as error:
        print(f"{type(error).__name__}: {error}", file=sys.stderr, flush=True)
        os._exit(1)


def main(kind: str, workers: int, kills: int, seed: int, path: str, *arguments: str) -> int:
    chance, started, killed, failed = random.Random(seed), time.monotonic(), 0, 0
    open(path, "a").close()
    if os.environ.get("FLOW_LOCK") == "none":
        from viewflow.workflow.lock import no_lock

        flows.StageFlow.lock_impl = flows.ItemFlow.lock_impl = no_lock
    connections.close_all()
    running = [fork(kind, seed + number, path, list(arguments)) for number in range(workers)]
    strike = time.monotonic() + chance.uniform(0.5, 1.5)
    while running and time.monotonic() - started < PATIENCE:
        for pid in list(running):
            done, status = os.waitpid(pid, os.WNOHANG)
            if not done:
                continue
            running.remove(pid)
            if os.WIFSIGNALED(status):
                running.append(fork(kind, seed + 1000 + killed + failed, path, list(arguments)))
            elif os.WEXITSTATUS(status):
                failed += 1
        if killed < kills and running and time.monotonic() >= strike:
            os.kill(chance.choice(running), signal.SIGKILL)
            killed += 1
            strike = time.monotonic() + chance.uniform(0.05, 0.6)
        time.sleep(0.01)
    for pid in running:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
    print(json.dumps({"killed": killed, "failed": failed, "left": len(running), "seconds": time.monotonic() - started}))
    return int(bool(failed or running))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]), *sys.argv[5:]))
