"""日历文件: one event as iCalendar (RFC 5545), so that an appointment stands in everybody's own calendar."""

from datetime import UTC, datetime, timedelta

HOURS = 2


def event(
    *, uid: str, summary: str, place: str, text: str, start: datetime, stamp: datetime, sequence: int = 0
) -> bytes:
    """The file of one appointment of two hours. All instants are aware; lines are folded at 75 octets."""
    lines = [
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Bingshen//joint procedures//ZH", "METHOD:PUBLISH", "BEGIN:VEVENT",
        f"UID:{uid}", f"SEQUENCE:{sequence}", f"DTSTAMP:{_utc(stamp)}", f"DTSTART:{_utc(start)}",
        f"DTEND:{_utc(start + timedelta(hours=HOURS))}", f"SUMMARY:{_text(summary)}", f"LOCATION:{_text(place)}",
        f"DESCRIPTION:{_text(text)}", "END:VEVENT", "END:VCALENDAR",
    ]  # fmt: skip
    return b"".join(_folded(line) for line in lines)


def _utc(value: datetime) -> str:
    return value.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _text(value: str) -> str:
    for plain, escaped in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\r", ""), ("\n", "\\n")):
        value = value.replace(plain, escaped)
    return value


def _folded(line: str) -> bytes:
    """At most 75 octets a line, never inside a character (3.1)."""
    out, used = bytearray(), 0
    for character in line:
        encoded = character.encode()
        if used + len(encoded) > 75:
            out += b"\r\n "
            used = 1
        out += encoded
        used += len(encoded)
    return bytes(out) + b"\r\n"
