"""补正答复: what each line of a notice is answered with, kept as a draft, taken over when it is handed in.

A notice is about a whole application or about one item that joined it later; the answer is the same for both.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from approvals.checks.rules import DATA
from approvals.checks.statements import STATEMENTS, value_of
from approvals.models import CorrectionLine, JointApplication, MaterialBinding, NoticeLine, OneTimeNotice
from approvals.promises.instead import (
    Ground,
    commitment_ground,
    late_ground,
    only_the_last_letter_counts,
    stand_on_letters,
)
from catalogue.models import MaterialSpec
from core.display import listed
from core.errors import Invalid
from projects.models import Material

Answers = Mapping[int, Mapping[str, Any]]
"""By line: `kind` (FILE, TEXT, THERE, DATA, LATE, NC or empty), `answer`, `replacement`, `value`."""


@dataclass(frozen=True, slots=True)
class Given:
    """What one line is answered with: from the form, else from the draft, else from the vault or the dossier."""

    line: NoticeLine | CorrectionLine
    kind: str
    answer: str
    replacement: Material | None
    value: str
    ground: Ground | None = None
    """What it rests on, where the answer is a late filing or a commitment."""

    @property
    def is_statement(self) -> bool:
        """Whether the line is about a statement, not a material."""
        return self.line.material_key.startswith(DATA)

    @property
    def changed(self) -> bool:
        """Whether there is a new version or another statement."""
        restated = isinstance(self.line, NoticeLine) and self.is_statement and self.value != self.line.old_value
        return self.replacement is not None or restated

    @property
    def words(self) -> str:
        """The answer as it is kept: the letter it rests on, then what was written."""
        parts = (self.ground.words if self.ground is not None else "", self.answer)
        return "；".join(part for part in parts if part)

    def fault(self) -> tuple[str, str] | None:
        """The field and the sentence that keep this line open; None when it is answered."""
        pk, kinds = self.line.pk, NoticeLine.Answer
        if self.kind in (kinds.LATE, kinds.NC):
            return self._fault_of_promise()
        if self.kind == kinds.FILE and self.replacement is None:
            return f"kind_{pk}", _("Upload the corrected file, or choose another way to answer.")
        if self.kind == kinds.THERE and not self.answer:
            return f"answer_{pk}", _("Say where it is: the file and the page.")
        if self.kind == kinds.DATA and not self.changed:
            return f"kind_{pk}", _("The statement is still the same. Change it, or explain why it is right.")
        if self.kind == kinds.TEXT and not self.answer:
            return f"answer_{pk}", _("Write your explanation.")
        if not self.changed and not self.answer:
            return f"answer_{pk}", (
                _("Answer this point or change the statement.")
                if self.is_statement
                else _("Answer this point or upload the corrected material.")
            )
        return None

    def _fault_of_promise(self) -> tuple[str, str] | None:
        late, field = self.kind == NoticeLine.Answer.LATE, f"kind_{self.line.pk}"
        told = self.line if isinstance(self.line, NoticeLine) else None
        if told is None or not (told.deferrable if late else told.committable):
            return field, _("This way is not open for this material; choose another.")
        if self.replacement is not None:
            return field, _("The corrected file is there already; choose “corrected file”.")
        if self.ground is None or self.ground.missing:
            names = listed(self.ground.missing) if self.ground else self.line.material_name
            return field, (
                _("Sign the late-filing letter for %(names)s first; then come back here.")
                if late
                else _("Sign the commitment letter for %(names)s first; then come back here.")
            ) % {"names": names}
        return None


def given_for(notice: OneTimeNotice, answers: Answers) -> Iterator[Given]:
    """Every line of an open notice with its answer; three queries for any number of lines."""
    application = notice.filed
    newer = {
        row.key: row
        for row in Material.objects.filter(
            project_id=application.project_id, current=True, uploaded_at__gte=notice.sent_at
        ).select_related("file")
    }
    for line in notice.lines.select_related("replacement__file", "old_material__file"):
        told, renewed = answers.get(line.pk), newer.get(line.material_key)
        if renewed is not None and renewed.pk == line.old_material_id:
            renewed = None
        kept: dict[str, Any] = {"kind": line.answer_kind, "answer": line.answer, "value": line.new_value}
        draft = told if told is not None else kept
        yield Given(
            line,
            str(draft.get("kind") or ""),
            str(draft.get("answer") or "").strip(),
            # A paper given on its own page after the notice, such as the redline, answers its line as well.
            draft.get("replacement") or renewed,
            _value(application, line, draft),
            _ground(notice, line, str(draft.get("kind") or "")),
        )


def demand_answers(notice: OneTimeNotice, answers: Answers) -> None:
    """Each line needs words, a new file, another statement or a letter. Raises Invalid, by field."""
    demand_given(given_for(notice, answers), notice.filed.project_id)


def demand_given(answers: Iterable[Given], project_id: int) -> None:
    """Nothing is left open; files belong to the project and to the line's material. Raises Invalid, by field."""
    faults: dict[str, str] = {}
    for given in answers:
        line, replacement = given.line, given.replacement
        if replacement is not None and replacement.project_id != project_id:
            faults[f"file_{line.pk}"] = _("This file belongs to another project. Upload it here again.")
        elif replacement is not None and replacement.key != line.material_key:
            faults[f"file_{line.pk}"] = _("This file is another material. Upload the corrected one here.")
        elif (fault := given.fault()) is not None:
            faults[fault[0]] = fault[1]
    if faults:
        raise Invalid(faults)


def keep(notice: OneTimeNotice, answers: Answers) -> None:
    """Store what was typed; nothing is handed in."""
    lines = []
    for given in given_for(notice, answers):
        line = _told(given)
        line.answer_kind, line.answer = given.kind, given.answer
        if given.is_statement and not STATEMENTS[line.material_key].dossier:
            line.new_value = str((answers.get(line.pk) or {}).get("value") or "").strip()
        lines.append(line)
    NoticeLine.objects.bulk_update(lines, ["answer_kind", "answer", "new_value"])


def take_over(notice: OneTimeNotice, answers: Answers, at: datetime) -> list[str]:
    """The answers are handed in at `at`: lines, bindings, statements and letters; the keys of what was replaced."""
    answered, replaced = list(given_for(notice, answers)), []
    for given in answered:
        line = _told(given)
        line.answer, line.replacement, line.new_value = given.words, given.replacement, given.value
        line.answer_kind = kind_of(given)
        line.save(update_fields=["answer", "answer_kind", "replacement", "new_value"])
        if line.replacement is not None:
            _rebind(notice, line.material_key, line.replacement)
            replaced.append(line.material_key)
    _restate(notice.filed, answered)
    only_the_last_letter_counts(notice.about)
    if any(given.kind == NoticeLine.Answer.NC for given in answered):
        stand_on_letters(notice.filed, notice.cases.select_related("item"))
    notice.answered_at = at
    notice.save(update_fields=["answered_at"])
    return replaced


def _ground(notice: OneTimeNotice, line: NoticeLine, kind: str) -> Ground | None:
    if kind == NoticeLine.Answer.LATE:
        return late_ground(notice, line)
    return commitment_ground(notice, line) if kind == NoticeLine.Answer.NC else None


def _value(application: JointApplication, line: NoticeLine, draft: Mapping[str, Any]) -> str:
    known = STATEMENTS.get(line.material_key)
    if known is None:
        return ""
    typed = str(draft.get("value") or "").strip()
    return typed if typed and not known.dossier else value_of(application, line.material_key)


def _told(given: Given) -> NoticeLine:
    assert isinstance(given.line, NoticeLine)  # as `given_for` gives them
    return given.line


def kind_of(given: Given) -> str:
    """How the line counts as answered, where nobody chose a way."""
    kinds = NoticeLine.Answer
    if given.kind:
        return given.kind
    if not given.changed:
        return kinds.TEXT
    return kinds.DATA if given.is_statement else kinds.FILE


def _restate(application: JointApplication, answered: list[Given]) -> None:
    """What the one form said and was corrected; the dossier was changed on its own page."""
    form = dict(application.form)
    for given in answered:
        if given.is_statement and not STATEMENTS[given.line.material_key].dossier:
            form[given.line.material_key.removeprefix(DATA)] = given.value
    if form != application.form:
        application.form = form
        application.save(update_fields=["form"])


def _rebind(notice: OneTimeNotice, key: str, material: Material) -> None:
    """Let every requirement that the old version met, or that nothing met, be met by the new one."""
    bindings = MaterialBinding.objects.filter(case__in=notice.cases, spec__key=key)
    for binding in bindings.exclude(material=material):
        binding.material = material
        binding.save(update_fields=["material"])
    unmet = {case.item_id: case for case in notice.cases.exclude(pk__in=bindings.values("case_id"))}
    specs = MaterialSpec.objects.filter(key=key, item_id__in=unmet)
    MaterialBinding.objects.bulk_create(
        MaterialBinding(case=unmet[spec.item_id], spec=spec, material=material) for spec in specs
    )
