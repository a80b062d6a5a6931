"""Certificates per second on one core, beside WeasyPrint and typst with the same content, in one run.

    python -m bench.pdf [documents per pass] [passes]

Every engine prints the same certificate (facts, conditions, QR of the same mask, the same three
fonts embedded), another number each time, one file per page. Passes are interleaved, so a busy
neighbour slows all alike; figures are pages per second of processor time, threads added up.
A peer that cannot run here is skipped and the reason is recorded.
"""

import io
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from html import escape
from importlib.metadata import version
from pathlib import Path
from typing import Any

import segno

from documents.render import licence
from documents.render.fonts import Face, locate
from documents.render.imprint import Imprint, chinese_date
from documents.render.qr import MASK
from documents.render.verification import grouped
from tests.documents import papers

GOAL_PAGES_PER_CPU_SECOND = 60
RESULT = Path(__file__).parent / "results" / "pdf.json"
Printer = Callable[[Imprint], bytes]
FACTS = papers.LICENCE


def imprints(count: int) -> Iterator[Imprint]:
    for number in range(count):
        yield replace(papers.IMPRINT, number=f"JX-203-360113-2026-{number:06}", token=f"{number:022}", sample=False)


def bingshen() -> Printer:
    return lambda imprint: licence.render(FACTS, imprint)


def qr_svg(imprint: Imprint) -> str:
    target = io.BytesIO()
    symbol = segno.make(imprint.address, error="m", mask=MASK, boost_error=False, micro=False)
    symbol.save(target, kind="svg", xmldecl=False, border=4)
    return target.getvalue().decode()


def table_rows() -> tuple[tuple[str, str], ...]:
    return licence.rows_of(FACTS)


def weasyprint() -> Printer:
    from weasyprint import CSS, HTML
    from weasyprint.text.fonts import FontConfiguration

    fonts = FontConfiguration()
    faces = "".join(f"@font-face{{font-family:{face.name};src:url({locate(face).as_uri()})}}" for face in Face)
    style = CSS(
        string=faces
        + "@page{size:A4;margin:27mm}body{font:10.5pt/17pt SONG;margin:0}h1{font:30pt/44pt SONG_BOLD;text-align:center;margin:0}p{margin:1mm 0}"
        "h2{font:11.5pt/22pt HEI;margin:3mm 0 0}.c{text-align:center}.r{text-align:right}.s{font-size:13.5pt;line-height:25pt;"
        "text-indent:2em;text-align:justify}table{width:100%;border-collapse:collapse}td{border:.5pt solid #000;padding:4pt 5pt}"
        "td:first-child{width:24%;text-align:center;background:#f4f4f4;font-family:HEI}ol{margin:0;padding-left:2.2em}"
        "svg{width:25mm;height:25mm}footer{font:8pt HEI}",
        font_config=fonts,
    )

    def render(imprint: Imprint) -> bytes:
        rows = "".join(f"<tr><td>{escape(k)}</td><td>{escape(v)}</td></tr>" for k, v in table_rows())
        conditions, notes = (
            "".join(f"<li>{escape(item)}</li>" for item in items) for items in (FACTS.conditions, FACTS.notes)
        )
        html = (
            f"<html lang=zh-CN><title>{escape(FACTS.title)} {imprint.number}</title><p class=c>{FACTS.heading}</p>"
            f"<h1>{escape(FACTS.title)}</h1><p class=r>编号：{imprint.number}</p><p class=s>{escape(FACTS.statement)}</p>"
            f"<table>{rows}</table><h2>许可条件和要求</h2><ol>{conditions}</ol><h2>注意事项</h2><ol>{notes}</ol>"
            f"<p class=r>发证机关　{escape(FACTS.issuer)}　{chinese_date(FACTS.decided_on)}</p>{qr_svg(imprint)}"
            f"<p>{imprint.form_address} 查验码　{grouped(imprint.token)}</p><footer>编号 {imprint.number}　第 1 页　共 1 页</footer>"
        )
        return HTML(string=html).write_pdf(stylesheets=[style], font_config=fonts)

    return render


TYPST = """
#let d = json(bytes(sys.inputs.facts))
#set document(title: d.title + " " + d.number)
#set page(paper: "a4", margin: 27mm, footer: text(font: "Noto Sans SC", size: 8pt)[编号 #d.number #h(1fr) 第 1 页　共 1 页])
#set text(font: "Noto Serif SC", size: 10.5pt, lang: "zh", region: "cn")
#set par(justify: true)
#align(center)[#text(15pt, d.heading) \\ #text(30pt, weight: "bold", d.title)]
#align(right)[编号：#d.number]
#par(first-line-indent: (amount: 2em, all: true))[#text(13.5pt, d.statement)]
#table(columns: (24%, 1fr), stroke: .5pt, inset: 5pt,
  ..d.rows.map(r => (table.cell(fill: luma(244), text(font: "Noto Sans SC", r.at(0))), text(r.at(1)))).flatten())
#text(font: "Noto Sans SC", size: 11.5pt)[许可条件和要求]
#enum(..d.conditions.map(c => text(c)))
#text(font: "Noto Sans SC", size: 11.5pt)[注意事项]
#enum(..d.notes.map(c => text(c)))
#align(right)[发证机关　#d.issuer　#d.day]
#image(bytes(d.qr), format: "svg", width: 25mm)
#d.address 查验码　#d.code
"""


def typst() -> Printer:
    import typst as engine

    fonts = engine.Fonts(False, False, [str(locate(face).parent) for face in Face])
    folder = tempfile.mkdtemp()
    source = Path(folder) / "certificate.typ"
    source.write_text(TYPST)
    compiler = engine.Compiler(source, root=Path(folder), font_paths=fonts, ignore_system_fonts=True)

    def render(imprint: Imprint) -> bytes:
        facts = {
            "title": FACTS.title, "heading": FACTS.heading, "number": imprint.number, "statement": FACTS.statement,
            "rows": table_rows(), "conditions": FACTS.conditions, "notes": FACTS.notes, "issuer": FACTS.issuer,
            "day": chinese_date(FACTS.decided_on), "qr": qr_svg(imprint), "address": imprint.form_address,
            "code": grouped(imprint.token),
        }  # fmt: skip
        # Tags off: the other two write none.
        pdf = compiler.compile(sys_inputs={"facts": json.dumps(facts)}, format="pdf", pdf_tags=False, timestamp=0)
        assert isinstance(pdf, bytes)
        return pdf

    return render


def checked(content: bytes, imprint: Imprint) -> dict[str, Any]:
    """What a reader finds in the file: pages, text, fonts that are inside."""
    from pypdf import PdfReader

    reader = PdfReader(io.BytesIO(content))
    text = "".join(page.extract_text() for page in reader.pages)
    flat = "".join(text.split())
    wanted = [imprint.number, FACTS.holder_code, *FACTS.conditions, FACTS.rows[0][1], FACTS.statement]
    return {
        "pages": len(reader.pages),
        "bytes": len(content),
        "text_found": all("".join(piece.split()) in flat for piece in wanted),
        "holder_found": FACTS.holder in flat,
    }


def measure(documents: int, passes: int) -> dict[str, Any]:
    engines: dict[str, Printer] = {}
    skipped: dict[str, str] = {}
    for name, build in (("bingshen", bingshen), ("weasyprint", weasyprint), ("typst", typst)):
        try:
            printer = build()
            printer(papers.IMPRINT)
            engines[name] = printer
        except (ImportError, OSError) as problem:
            skipped[name] = f"{type(problem).__name__}: {problem}"[:300]
    cpu: dict[str, list[float]] = {name: [] for name in engines}
    wall: dict[str, list[float]] = {name: [] for name in engines}
    for _ in range(passes):
        for name, printer in engines.items():
            started = (time.process_time(), time.perf_counter())
            for imprint in imprints(documents):
                printer(imprint)
            cpu[name].append(documents / (time.process_time() - started[0]))
            wall[name].append(documents / (time.perf_counter() - started[1]))
    sample = next(imprints(1))
    result = {
        name: {
            "pages_per_cpu_second": {
                "median": round(statistics.median(cpu[name]), 1),
                "range": [round(min(cpu[name]), 1), round(max(cpu[name]), 1)],
            },
            "pages_per_second": round(statistics.median(wall[name]), 1),
            **checked(printer(sample), sample),
        }
        for name, printer in engines.items()
    }
    own = statistics.median(cpu["bingshen"])
    return {
        "what": "A4 certificate, 6-row table, conditions, QR level M, three CJK faces embedded, one file per page",
        "documents_per_pass": documents,
        "passes": passes,
        "goal_pages_per_cpu_second": GOAL_PAGES_PER_CPU_SECOND,
        "goal_met": own >= GOAL_PAGES_PER_CPU_SECOND,
        "engines": result,
        "ratios": {f"bingshen/{name}": round(own / statistics.median(cpu[name]), 2) for name in engines if name != "bingshen"},
        "skipped": skipped,
        "same_twice": engines["bingshen"](sample) == engines["bingshen"](sample),
        "commit": subprocess.run(["git", "rev-parse", "HEAD"], capture_output=True, text=True).stdout.strip(),
        "machine": {"processor": processor(), "cores": os.cpu_count(), "python": platform.python_version(),
                    "load": [round(value, 1) for value in os.getloadavg()]},
        "versions": {name: version(name) for name in ("reportlab", "segno", "uniseg", *sorted(set(engines) - {"bingshen"}))},
    }  # fmt: skip


def processor() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines() if Path("/proc/cpuinfo").exists() else []:
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.processor()


def main(documents: int = 60, passes: int = 5) -> None:
    """Measure, write `bench/results/pdf.json`, and fail when the goal is missed."""
    result = measure(documents, passes)
    RESULT.parent.mkdir(exist_ok=True)
    RESULT.write_text(json.dumps(result, ensure_ascii=False, indent=1) + "\n")
    sys.stdout.write(json.dumps(result, ensure_ascii=False, indent=1) + "\n")
    if not (result["goal_met"] and result["same_twice"]):
        raise SystemExit("the goal was missed")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
