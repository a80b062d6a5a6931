"""The sweep that looks for anomalies (监察扫描): again over the same facts it finds the same rows and writes none."""

from collections.abc import Iterable, Iterator
from datetime import timedelta

from django.db.models import QuerySet

from approvals.models import JointApplication
from core.models import Heartbeat, JournalEntry
from core.time import now
from projects.models import Project
from supervision.anomalies.detectors import DETECTORS, Finding
from supervision.anomalies.facts import ApplicationFact
from supervision.anomalies.reading import facts_of
from supervision.models.anomaly import Anomaly, AnomalyRule

CHUNK = 200
MARK = "anomalies:mark"
OVERLAP = timedelta(minutes=10)
"""Journal entries of transactions that were still open at the last sweep are read again."""


def sweep_changed() -> int:
    """Look at the projects that something happened in since the last time; all of them the first time."""
    began = now()
    mark = Heartbeat.objects.filter(name=MARK).first()
    applications = JointApplication.objects.all()
    if mark is not None:
        chains = JournalEntry.objects.filter(entered_at__gte=mark.at - OVERLAP).values_list("chain", flat=True)
        codes = [chain.partition(":")[2] for chain in set(chains) if chain.startswith("project:")]
        applications = applications.filter(project_id__in=[int(code) for code in codes if code.isdigit()])
    found = look_into(applications)
    Heartbeat.objects.update_or_create(name=MARK, defaults={"at": began, "note": ""})
    return found


def look_into(applications: "QuerySet[JointApplication]") -> int:
    """Run every enabled rule over `applications`; returns how many anomalies are new.

    Drafts are nobody's business yet, and of imported history the papers lie elsewhere.
    """
    rules = list(AnomalyRule.objects.filter(enabled=True).prefetch_related("off_in"))
    off = {rule.pk: tuple(region.prefix for region in rule.off_in.all()) for rule in rules}
    rows = applications.exclude(state="DRAFT").filter(imported=False).select_related("project").order_by("pk")
    made = 0
    chunk: list[JointApplication] = []
    for row in rows.iterator(chunk_size=CHUNK):
        chunk.append(row)
        if len(chunk) == CHUNK:
            made += _write(chunk, rules, off)
            chunk = []
    return made + (_write(chunk, rules, off) if chunk else 0)


def findings(fact: ApplicationFact, rules: Iterable[AnomalyRule]) -> Iterator[tuple[AnomalyRule, Finding]]:
    """What the rules say about one application. Raises KeyError for a rule without a detector."""
    for rule in rules:
        for finding in DETECTORS[rule.code](fact, **rule.parameters):
            yield rule, finding


def _write(chunk: list[JointApplication], rules: list[AnomalyRule], off: dict[int, tuple[str, ...]]) -> int:
    rows = []
    for application, fact in zip(chunk, facts_of(chunk), strict=True):
        applied = [rule for rule in rules if not application.region_id.startswith(off[rule.pk] or ("-",))]
        rows += [_row(rule, finding, application) for rule, finding in findings(fact, applied)]
    known = set(
        Anomaly.objects.filter(project_id__in={row.project_id for row in rows}).values_list(
            "rule_id", "subject_type", "subject_id"
        )
    )
    fresh = [row for row in rows if (row.rule_id, row.subject_type, row.subject_id) not in known]
    Anomaly.objects.bulk_create(fresh, ignore_conflicts=True)
    return len(fresh)


def _row(rule: AnomalyRule, finding: Finding, application: JointApplication) -> Anomaly:
    project: Project = application.project
    case = finding.case
    return Anomaly(
        rule=rule,
        level=rule.level,
        subject_type=finding.subject_type,
        subject_id=finding.subject_id,
        project_id=project.pk,
        project_name=project.name,
        project_code=project.code,
        chain=project.chain,
        label=case.item if case else application.number or "",
        region_id=application.region_id,
        department_id=case.department_id if case else application.window_id,
        happened_on=finding.happened_on,
        evidence={**finding.evidence, "application": application.pk},
        found_at=now(),
    )
