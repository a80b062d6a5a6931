"""What every engine's worker has in common: it answers one line on standard input with one line of JSON.

The line is the number of processes to run; the answer is wall seconds, processor seconds of the worker, statements
where it can count them. Preparation is outside the timing. `ready` says that it has set itself up.
"""

import json
import sys
import time
from collections.abc import Callable, Iterable
from typing import Any

Prepared = Any


def serve(
    prepare: Callable[[int], Iterable[Prepared]],
    run: Callable[[Any], None],
    more: Callable[[], dict[str, Any]] = dict,
    together: bool = False,
    **facts: Any,
) -> None:
    """Answer until the input ends. `run` takes one prepared process from its start to its end, or with `together` the list
    of all of a pass; `more` adds to a report."""
    print(json.dumps({"ready": True, **facts}), flush=True)
    for line in sys.stdin:
        prepared = list(prepare(int(line)))
        started, processor = time.perf_counter(), time.process_time()
        for one in [prepared] if together else prepared:
            run(one)
        report = {"seconds": time.perf_counter() - started, "processor": time.process_time() - processor, **more()}
        print(json.dumps(report), flush=True)
