"""XES (IEEE 1849-2016) out: extensions, globals, classifier, then one trace after another, never the whole in memory."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, TextIO
from xml.sax.saxutils import quoteattr

Value = str | int | datetime
Attributes = dict[str, Value]
"""By key; text becomes `string`, whole numbers `int`, aware instants `date`. None of the keys comes twice."""

EXTENSIONS: Final = (("Concept", "concept"), ("Time", "time"), ("Lifecycle", "lifecycle"), ("Organizational", "org"))
_FORBIDDEN: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters no XML 1.0 document may hold, escaped or not."""


@dataclass(slots=True)
class OutTrace:
    """One case to be written: `attributes` must have `concept:name`, every event `concept:name` and `time:timestamp`."""

    attributes: Attributes
    events: list[Attributes] = field(default_factory=list)


def write(out: TextIO, name: str, attributes: Attributes, traces: Iterable[OutTrace]) -> tuple[int, int]:
    """Write a whole log; returns how many traces and events. `attributes` are those of the log."""
    out.write('<?xml version="1.0" encoding="UTF-8"?>\n')
    out.write('<log xes.version="1849-2016" xes.features="" xmlns="http://www.xes-standard.org/">\n')
    for label, prefix in EXTENSIONS:
        out.write(
            f'\t<extension name="{label}" prefix="{prefix}" uri="http://www.xes-standard.org/{prefix}.xesext"/>\n'
        )
    out.write('\t<global scope="trace">\n\t\t<string key="concept:name" value="UNKNOWN"/>\n\t</global>\n')
    out.write(
        '\t<global scope="event">\n\t\t<string key="concept:name" value="UNKNOWN"/>\n'
        '\t\t<date key="time:timestamp" value="1970-01-01T00:00:00+00:00"/>\n'
        '\t\t<string key="lifecycle:transition" value="complete"/>\n\t</global>\n'
    )
    out.write('\t<classifier name="Activity" scope="event" keys="concept:name"/>\n')
    _attributes(out, {"concept:name": name, "lifecycle:model": "standard", **attributes}, 1)
    cases = events = 0
    for trace in traces:
        cases += 1
        events += len(trace.events)
        out.write("\t<trace>\n")
        _attributes(out, trace.attributes, 2)
        for event in trace.events:
            out.write("\t\t<event>\n")
            _attributes(out, event, 3)
            out.write("\t\t</event>\n")
        out.write("\t</trace>\n")
    out.write("</log>\n")
    return cases, events


def _attributes(out: TextIO, attributes: Attributes, depth: int) -> None:
    for key, value in attributes.items():
        if isinstance(value, datetime):
            kind, text = "date", value.isoformat(timespec="milliseconds")
        elif isinstance(value, int):
            kind, text = "int", str(value)
        else:
            kind, text = "string", _FORBIDDEN.sub("\ufffd", value)
        out.write(f"{chr(9) * depth}<{kind} key={quoteattr(key)} value={quoteattr(text)}/>\n")
