/* The printed sheet of the board: A4 across with title, north arrow, legend of what is switched on, scale bar, source
   and date. It is one canvas: the browser prints it, and it is saved as PNG. North is up, as the map never turns. */
"use strict";
window.bs.mapSheet = (handle, drawn) => {
  const { text } = window.bs;
  const { map, spec, box, view, looks, marks } = handle;
  const WIDE = 2200, HIGH = 1540, PAD = 50, SIDE = 480, HEAD = 130, FOOT = 80;
  const FONT = '"PingFang SC","Microsoft YaHei","Noto Sans CJK SC","Source Han Sans SC",sans-serif';
  const frame = { x: PAD, y: HEAD, w: WIDE - SIDE - 2 * PAD - 30, h: HIGH - HEAD - FOOT };

  // What is switched on, in the words of the legend.
  function legend() {
    const form = document.querySelector(spec.board), lines = [];
    for (const set of form.querySelectorAll(".bs-layers")) {
      const layer = set.querySelector("[name=layer]");
      if (layer && !layer.checked) continue;
      const rows = [...set.querySelectorAll("li")].filter((row) => !row.querySelector("input[type=checkbox]") || row.querySelector("input").checked);
      lines.push({ head: set.querySelector("legend").textContent.trim() });
      for (const row of rows.slice(0, 16)) {
        const tone = row.querySelector(".bs-swatch")?.dataset.tone;
        if (tone) lines.push({ tone, label: row.textContent.trim().replace(/\s+/g, " ") });
      }
    }
    return lines;
  }
  function wrap(pen, sentence, width) {
    const lines = [""];
    for (const letter of sentence) {
      if (pen.measureText(lines[lines.length - 1] + letter).width > width) lines.push("");
      lines[lines.length - 1] += letter;
    }
    return lines;
  }
  function north(pen, x, y) {
    pen.beginPath();
    pen.moveTo(x, y); pen.lineTo(x + 26, y + 84); pen.lineTo(x, y + 64); pen.closePath();
    pen.fillStyle = "#16202e"; pen.fill();
    pen.beginPath();
    pen.moveTo(x, y); pen.lineTo(x - 26, y + 84); pen.lineTo(x, y + 64); pen.closePath();
    pen.strokeStyle = "#16202e"; pen.lineWidth = 3; pen.stroke();
    pen.font = `700 34px ${FONT}`; pen.textAlign = "center"; pen.fillText(text("north_letter"), x, y - 12); pen.textAlign = "left";
  }
  function scale(pen, degreesPerPixel) {
    const [lon, lat] = map.getView().getCenter();
    const perPixel = handle.metres([[lon, lat], [lon + degreesPerPixel, lat]]);
    const round = [1, 2, 5].flatMap((n) => Array.from({ length: 7 }, (_, p) => n * 10 ** p)).sort((a, b) => a - b);
    const length = round.filter((n) => n / perPixel <= 360).pop() || 1, wide = length / perPixel;
    const x = frame.x + 30, y = frame.y + frame.h - 40;
    pen.fillStyle = "rgba(255,255,255,.85)"; pen.fillRect(x - 16, y - 46, wide + 32, 70);
    pen.strokeStyle = pen.fillStyle = "#16202e"; pen.lineWidth = 4;
    pen.beginPath(); pen.moveTo(x, y - 12); pen.lineTo(x, y); pen.lineTo(x + wide, y); pen.lineTo(x + wide, y - 12); pen.stroke();
    pen.font = `24px ${FONT}`; pen.textAlign = "center";
    pen.fillText(length >= 1000 ? `${length / 1000} km` : `${length} m`, x + wide / 2, y - 14); pen.textAlign = "left";
  }
  function compose() {
    const sheet = document.createElement("canvas");
    sheet.width = WIDE; sheet.height = HIGH;
    const pen = sheet.getContext("2d");
    pen.fillStyle = "#fff"; pen.fillRect(0, 0, WIDE, HIGH);
    pen.fillStyle = "#16202e"; pen.font = `700 54px ${FONT}`; pen.fillText(spec.title, PAD, 90);
    pen.save();
    pen.beginPath(); pen.rect(frame.x, frame.y, frame.w, frame.h); pen.clip();
    pen.fillStyle = "#eef3f8"; pen.fillRect(frame.x, frame.y, frame.w, frame.h);
    const [mapWide, mapHigh] = map.getSize(), zoom = Math.min(frame.w / mapWide, frame.h / mapHigh);
    const left = frame.x + (frame.w - mapWide * zoom) / 2, top = frame.y + (frame.h - mapHigh * zoom) / 2;
    for (const canvas of view.querySelectorAll(".ol-layer canvas, canvas.ol-layer")) {
      if (!canvas.width) continue;
      const at = canvas.style.transform.match(/matrix\(([^)]+)\)/);
      const matrix = at ? at[1].split(",").map(Number) : [canvas.clientWidth / canvas.width, 0, 0, canvas.clientHeight / canvas.height, 0, 0];
      pen.setTransform(zoom * matrix[0], zoom * matrix[1], zoom * matrix[2], zoom * matrix[3], left + zoom * matrix[4], top + zoom * matrix[5]);
      pen.globalAlpha = Number(canvas.parentNode.style.opacity || 1);
      pen.drawImage(canvas, 0, 0);
    }
    pen.setTransform(1, 0, 0, 1, 0, 0);
    pen.restore();
    pen.strokeStyle = "#16202e"; pen.lineWidth = 3; pen.strokeRect(frame.x, frame.y, frame.w, frame.h);
    scale(pen, map.getView().getResolution() / zoom);
    north(pen, frame.x + frame.w - 60, frame.y + 60);

    const x = frame.x + frame.w + 40, width = WIDE - PAD - x;
    let y = frame.y + 36;
    pen.fillStyle = "#16202e"; pen.font = `700 34px ${FONT}`; pen.fillText(text("legend"), x, y);
    for (const { head, tone, label } of legend()) {
      if (y > HIGH - FOOT - 60) break;
      if (head) { y += 58; pen.fillStyle = "#16202e"; pen.font = `600 26px ${FONT}`; pen.fillText(head, x, y); continue; }
      y += 42;
      const [line, fill, thick, dash] = looks[tone] || looks.plan;
      pen.fillStyle = fill; pen.fillRect(x, y - 22, 52, 26);
      pen.strokeStyle = line; pen.lineWidth = thick * 1.6; pen.setLineDash(dash || []); pen.strokeRect(x, y - 22, 52, 26); pen.setLineDash([]);
      if (marks[tone]) { pen.fillStyle = line; pen.font = `20px ${FONT}`; pen.textAlign = "center"; pen.fillText(marks[tone], x + 26, y - 2); pen.textAlign = "left"; }
      pen.fillStyle = "#253041"; pen.font = `24px ${FONT}`;
      wrap(pen, label, width - 68).forEach((part, i) => { if (i) y += 30; pen.fillText(part, x + 68, y); });
    }
    const west = map.getView().calculateExtent(map.getSize());
    pen.fillStyle = "#556072"; pen.font = `22px ${FONT}`;
    pen.fillText(text("sheet_foot", { source: spec.source, date: new Date().toLocaleDateString(document.documentElement.lang) }), PAD, HIGH - 34);
    pen.textAlign = "right";
    pen.fillText(`${west[0].toFixed(4)}–${west[2].toFixed(4)}°E  ${west[1].toFixed(4)}–${west[3].toFixed(4)}°N`, WIDE - PAD, HIGH - 34);
    return sheet;
  }
  const holder = document.createElement("div");
  holder.className = "bs-map__sheet";
  holder.setAttribute("aria-hidden", "true");
  box.append(holder);
  window.addEventListener("beforeprint", () => { map.renderSync(); holder.replaceChildren(compose()); });
  window.addEventListener("afterprint", () => holder.replaceChildren());
  handle.sheet = compose;
  handle.tools.append(window.bs.make("span", { class: "bs-map__gap" }));
  handle.button(text("save_picture"), "download", () => compose().toBlob((blob) => {
    const link = window.bs.make("a", { href: URL.createObjectURL(blob), download: `${spec.title}.png` });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  }));
  handle.button(text("map_print"), "print", () => window.print());
};
