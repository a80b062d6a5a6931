"""SpiffWorkflow, durable: its state as JSON in one row, saved and loaded again at every act. Nine transactions.

With BENCH_TOGETHER=1 an act is done for all processes of a pass in one transaction: nine transactions a pass.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg
from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.parser import BpmnParser
from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer
from SpiffWorkflow.bpmn.specs.mixins import UserTaskMixin as Human
from SpiffWorkflow.util.task import TaskState

from bench.review_peers.worker import serve

BRANCHES = 8
TOGETHER = os.environ.get("BENCH_TOGETHER") == "1"


def diagram() -> str:
    """A parallel gateway with eight user tasks and its join, as BPMN."""
    flows = ["<sequenceFlow id='f0' sourceRef='start' targetRef='fork'/>"]
    tasks = []
    for number in range(BRANCHES):
        tasks.append(f"<userTask id='review_{number}' name='review {number}'/>")
        flows.append(f"<sequenceFlow id='a{number}' sourceRef='fork' targetRef='review_{number}'/>")
        flows.append(f"<sequenceFlow id='b{number}' sourceRef='review_{number}' targetRef='join'/>")
    flows.append("<sequenceFlow id='f9' sourceRef='join' targetRef='end'/>")
    return (
        "<definitions xmlns='http://www.omg.org/spec/BPMN/20100524/MODEL' targetNamespace='bench'>"
        "<process id='review' isExecutable='true'><startEvent id='start'/><parallelGateway id='fork'/>"
        f"{''.join(tasks)}<parallelGateway id='join'/><endEvent id='end'/>{''.join(flows)}</process></definitions>"
    )


def main() -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "review.bpmn"
        path.write_text(diagram(), "utf-8")
        parser = BpmnParser()
        parser.add_bpmn_file(str(path))
        spec, subprocesses = parser.get_spec("review"), parser.get_subprocess_specs("review")
    serializer = BpmnWorkflowSerializer()
    link = psycopg.connect(os.environ["DATABASE_URL"])
    with link.transaction():
        link.execute("CREATE TABLE IF NOT EXISTS flow (id bigserial PRIMARY KEY, state text NOT NULL)")
        link.execute(
            "CREATE TABLE IF NOT EXISTS event (id bigserial PRIMARY KEY, flow bigint NOT NULL, what text NOT NULL)"
        )

    def prepare(count: int) -> Iterator[None]:
        yield from [None] * count

    def save(key: int | None, workflow: BpmnWorkflow, what: str) -> int:
        state = serializer.serialize_json(workflow)
        if key is None:
            [key] = link.execute("INSERT INTO flow (state) VALUES (%s) RETURNING id", [state]).fetchone() or [0]
        else:
            link.execute("UPDATE flow SET state = %s WHERE id = %s", [state, key])
        link.execute("INSERT INTO event (flow, what) VALUES (%s, %s)", [key, what])
        return int(key or 0)

    def start() -> int:
        workflow = BpmnWorkflow(spec, subprocesses)
        workflow.do_engine_steps()
        return save(None, workflow, "start")

    def complete(key: int, number: int) -> None:
        [state] = link.execute("SELECT state FROM flow WHERE id = %s FOR UPDATE", [key]).fetchone() or [""]
        workflow = serializer.deserialize_json(state)
        ready = [t for t in workflow.get_tasks(state=TaskState.READY) if isinstance(t.task_spec, Human)]
        ready[0].run()
        workflow.do_engine_steps()
        save(key, workflow, f"review {number}")
        assert workflow.completed == (number == BRANCHES - 1)

    def run(pass_: list[None]) -> None:
        for some in [pass_] if TOGETHER else [[one] for one in pass_]:
            with link.transaction():
                keys = [start() for _one in some]
            for number in range(BRANCHES):
                with link.transaction():
                    for key in keys:
                        complete(key, number)

    serve(prepare, run, together=True, transactions=9)


if __name__ == "__main__":
    main()
