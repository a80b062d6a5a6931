"""A dispatcher as its own process: sweeps alerts and delivers the outbox until it is told to stop or nothing is left.

    python -m tests.faults.dispatcher SECONDS [share of effects that fail] [seed] [mutation]

Mutations show that the tests see a missing guard: "twice" leaves out the question whether a level fired already and the
unique key is expected to be gone.
"""

import random
import sys
import time

import django

django.setup()

from core import outbox  # noqa: E402
from core.time import today  # noqa: E402
from supervision.alerting import firing, telling  # noqa: E402
from supervision.models import Alert  # noqa: E402


def main(seconds: float, failing: float, seed: int, mutation: str) -> None:
    chance = random.Random(seed)
    if failing:
        honest = telling.tell

        def fails(payload: dict) -> None:
            honest(payload)
            if chance.random() < failing:
                raise RuntimeError("planted: the effect fails after it was written")

        outbox._handlers[telling.TOPIC] = fails
    sweep = firing.fire_due
    if mutation == "twice":
        seen = Alert.objects.filter
        firing.Alert.objects.filter = lambda *a, **k: seen(*a, **k).none() if "level" in k else seen(*a, **k)  # type: ignore[method-assign]
        # Without the guard every round finds the same again: one round a turn, or it never ended.
        sweep = lambda: sum(firing._one(row) for row in firing.due(today()))  # noqa: E731
    until, idle = time.monotonic() + seconds, 0
    while time.monotonic() < until and idle < 3:
        done = 0
        for work in (sweep, outbox.deliver_due):
            try:
                done += work()
            except Exception as error:  # a sweep that could not finish is tried again, as beat does
                print(type(error).__name__, error, file=sys.stderr)
        idle = 0 if done else idle + 1
        if not done:
            time.sleep(0.2)


if __name__ == "__main__":
    arguments = [*sys.argv[1:], "0", "1", ""][:4] if len(sys.argv) < 5 else sys.argv[1:5]
    main(float(arguments[0]), float(arguments[1]), int(arguments[2]), arguments[3])
