/* The redline editor of map.js: draw, move, snap, measure, delete, undo, by mouse or by keyboard; every corner is also a row of a table that can be
   edited in degrees or in either 3-degree zone. The field named by `edit` always holds what the map shows. */
"use strict";
window.bs.editRedline = (handle) => {
  const { ask, icon, make, text } = window.bs;
  const { map, source, spec, box, said, complain, zones, JIANGXI, reader, project, unproject, planeArea } = handle;
  const field = document.querySelector(spec.edit);
  const drawn = new ol.source.Vector();
  const style = [
    new ol.style.Style({ stroke: new ol.style.Stroke({ color: "#c01f14", width: 2.5 }), fill: new ol.style.Fill({ color: "rgba(192,31,20,.12)" }) }),
    new ol.style.Style({
      image: new ol.style.Circle({ radius: 5, fill: new ol.style.Fill({ color: "#fff" }), stroke: new ol.style.Stroke({ color: "#c01f14", width: 2 }) }),
      geometry: (feature) => new ol.geom.MultiPoint(feature.getGeometry().getCoordinates().flat()),
    }),
  ];
  map.addLayer(new ol.layer.Vector({ source: drawn, style }));

  const draw = new ol.interaction.Draw({ source: drawn, type: "Polygon" });
  const modify = new ol.interaction.Modify({ source: drawn });
  draw.setActive(false);
  map.addInteraction(modify);
  map.addInteraction(draw);
  const beside = new ol.source.Vector();
  if (spec.snap) {
    map.getLayers().insertAt(1, new ol.layer.Vector({ source: beside, style: (feature) => handle.named(feature), declutter: true }));
    handle.load(beside, spec.snap, complain);
  }
  for (const to of [handle.base, beside, drawn, source]) map.addInteraction(new ol.interaction.Snap({ source: to, pixelTolerance: 10 }));

  // --- the record: polygons as nested arrays, rings closed ----------------------------------
  const read = () => drawn.getFeatures().map((feature) => feature.getGeometry().getCoordinates());
  let past = [], present = "[]";
  function show(polygons) {
    drawn.clear(true);
    drawn.addFeatures(polygons.map((rings) => new ol.Feature(new ol.geom.Polygon(rings))));
  }
  function keep(remember = true, listed = true) {
    const polygons = read(), next = JSON.stringify(polygons);
    if (next === present) return;
    if (remember) past.push(present);
    present = next;
    write(polygons, true);
    if (listed) table();
  }
  function write(polygons, changed) {
    const whole = polygons.length === 1 ? new ol.geom.Polygon(polygons[0]) : new ol.geom.MultiPolygon(polygons);
    const geojson = polygons.length ? reader().writeGeometryObject(whole, { decimals: 9 }) : null;
    if (field && changed) {
      const wkt = geojson && spec.format === "wkt" ? new ol.format.WKT().writeGeometry(whole, { decimals: 9 }) : null;
      field.value = geojson ? wkt || JSON.stringify(geojson) : "";
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }
    const zone = polygons.length ? (ol.extent.getCenter(drawn.getExtent())[0] < 115.5 ? 38 : 39) : handle.zone();
    const area = polygons.length ? planeArea(whole, zone) : 0;
    said.className = "";
    said.textContent = area ? text("area", { m2: Math.round(area).toLocaleString(), mu: (area / 666.6667).toFixed(2), zone }) : "";
    undo.disabled = !past.length;
    erase.disabled = !polygons.length;
    box.dispatchEvent(new CustomEvent("bs:change", { bubbles: true, detail: { geojson, area } }));
  }
  let sketch = null;
  draw.on("drawstart", ({ feature }) => { sketch = feature; });
  draw.on("drawend", () => setTimeout(() => { drawing(false); keep(); })); // after the double click, which would zoom
  modify.on("modifyend", () => keep());

  // --- tools ---------------------------------------------------------------------------------
  function drawing(on) {
    if (on) handle.stopMeasuring();
    sketch = null;
    draw.setActive(on);
    modify.setActive(!on);
    pencil.setAttribute("aria-pressed", String(on));
    handle.view.classList.toggle("is-drawing", on);
    if (on) { said.className = ""; said.textContent = text("drawing"); handle.view.focus({ preventScroll: true }); }
  }
  const outline = spec.words === "outline";
  const pencil = handle.button(outline ? text("draw_outline") : text("draw"), "polygon", () => drawing(!draw.getActive()), true);
  const undo = handle.button(text("undo"), "undo", () => {
    if (draw.getActive()) { draw.removeLastPoint(); return; }
    show(JSON.parse(past.pop()));
    keep(false);
  }, true);
  const erase = handle.button(outline ? text("erase_outline") : text("erase"), "trash", async () => {
    if (await ask(outline ? text("erase_outline_sure") : text("erase_sure"), { danger: true })) { show([]); keep(); }
  }, true);
  pencil.setAttribute("aria-pressed", "false");
  undo.disabled = erase.disabled = true;
  draw.on("change:active", () => { undo.disabled = !draw.getActive() && !past.length; });
  handle.onMeasuring = (on) => { if (on && draw.getActive()) drawing(false); modify.setActive(!on && !draw.getActive()); };
  window.bs.measure(handle);
  map.getTargetElement().addEventListener("keydown", (event) => {
    if (!draw.getActive()) return;
    const ring = sketch?.getGeometry().getCoordinates()[0].slice(0, -2) || []; // the last two follow the pointer and close it
    const keys = {
      Enter: () => draw.appendCoordinates([map.getView().getCenter()]),
      " ": () => { if (new Set(ring.map(String)).size > 2) draw.finishDrawing(); },
      Backspace: () => draw.removeLastPoint(),
      Escape: () => { draw.abortDrawing(); drawing(false); },
    };
    if (keys[event.key]) { event.preventDefault(); keys[event.key](); }
  });

  // --- the table twin --------------------------------------------------------------------------
  const system = make("select", { class: "form-select form-select-sm", "aria-label": text("coordinates_as") },
    make("option", { value: "4490" }, text("degrees")),
    ...Object.entries(zones).map(([zone, { code }]) => make("option", { value: code }, text("zone", { zone, code }))));
  const bad = make("p", { class: "bs-map__bad", role: "alert" });
  const body = make("tbody");
  const heads = make("tr");
  const first = make("button", { type: "button", class: "btn btn-secondary btn-sm", on: { click: () => insert([0, 0, -1]) } }, icon("plus"), text("first_point"));
  box.append(make("details", { class: "bs-map__twin", open: true },
    make("summary", {}, text("points")), system, bad, first,
    make("div", { class: "bs-map__scroll" }, make("table", { class: "bs-table" }, make("thead", {}, heads), body))));
  system.addEventListener("change", table);

  const code = () => Number(system.value);
  // Chinese redline lists give X (north) first; degrees give longitude first.
  const out = (point) => (code() === 4490 ? point.map((n) => n.toFixed(8)) : project(point, code()).reverse().map((n) => n.toFixed(3)));
  const back = ([a, b]) => (code() === 4490 ? [a, b] : unproject([b, a], code()));
  let pending = []; // rows typed before a ring has three corners

  function table() {
    const words = code() === 4490 ? [text("longitude"), text("latitude")] : [text("north"), text("east")];
    const tools = make("th", { scope: "col" }, make("span", { class: "visually-hidden" }, text("tools")));
    heads.replaceChildren(...[text("point"), ...words].map((word) => make("th", { scope: "col" }, word)), tools);
    const rows = [];
    read().forEach((rings, p) => rings.forEach((ring, r) => ring.slice(0, -1).forEach((point, i) => rows.push(row(point, [p, r, i], words)))));
    pending.forEach((point, i) => rows.push(row(point, ["new", 0, i], words)));
    const at = [...body.querySelectorAll("input, button")].indexOf(document.activeElement);
    body.replaceChildren(...rows);
    if (at >= 0) body.querySelectorAll("input, button")[at]?.focus();
    first.hidden = rows.length > 0;
  }
  function row(point, place, words) {
    const [p, r, i] = place;
    const name = `${p === "new" ? "" : p || r ? `${p + 1}.${r + 1}.` : ""}${i + 1}`;
    const shown = point ? out(point) : ["", ""];
    const inputs = shown.map((value, k) => make("input", {
      class: "form-control form-control-sm", inputmode: "decimal", value, "aria-label": `${text("point")} ${name} ${words[k]}`,
      on: {
        change: () => { changed = typed(place, inputs); },
        keydown: (event) => { if (event.key === "Enter") { event.preventDefault(); if (typed(place, inputs)) { changed = false; settle(); } } },
        // The table is written anew once the row is left, and after Tab has moved the focus: nothing is lost in mid-word.
        focusout: ({ relatedTarget }) => { if (changed && !inputs.includes(relatedTarget)) { changed = false; setTimeout(settle); } },
      },
    }));
    let changed = false;
    const tool = (label, drawing, act) => make("button", { type: "button", class: "btn btn-secondary btn-sm", title: label, "aria-label": `${label} (${name})`, on: { click: act } }, icon(drawing));
    return make("tr", {}, make("th", { scope: "row" }, name), ...inputs.map((input) => make("td", {}, input)),
      make("td", { class: "fit" }, tool(text("add_point"), "plus", () => insert(place)), " ", tool(text("remove_point"), "trash", () => remove(place))));
  }
  // Takes a row over; false while it says no place, and then it stays as it was typed.
  function typed([p, r, i], inputs) {
    bad.textContent = "";
    const values = inputs.map((input) => Number(input.value.trim().replace(/[,，\s]/g, "")));
    if (inputs.some((input) => input.value.trim() === "")) return false;
    if (values.some(Number.isNaN)) { bad.textContent = text("bad_number", { example: code() === 4490 ? "115.858123" : "3174669.149" }); return false; }
    const point = back(values);
    if (!ol.extent.containsCoordinate(JIANGXI, point)) { bad.textContent = text("outside"); return false; }
    if (p === "new") { pending[i] = point; return true; }
    const all = read();
    all[p][r][i] = point;
    if (i === 0) all[p][r][all[p][r].length - 1] = point;
    show(all);
    keep(true, false);
    return true;
  }
  // Three typed corners become a ring; until then they wait in the table.
  function settle() {
    if (pending.length >= 3 && pending.every(Boolean)) {
      show([...read(), [[...pending, pending[0]]]]);
      pending = [];
      handle.fit(drawn.getExtent());
    }
    keep();
    table();
  }
  // A row that has become a corner of the outline since its button was drawn.
  const settled = ([p, r, i]) => (p === "new" && i >= pending.length && read().length ? [read().length - 1, 0, i] : [p, r, i]);
  function insert(place) {
    const [p, r, i] = settled(place);
    if (p === "new" || !read().length) {
      pending.splice(p === "new" ? i + 1 : 0, 0, null);
    } else {
      const all = read(), ring = all[p][r], next = ring[i + 1];
      ring.splice(i + 1, 0, [(ring[i][0] + next[0]) / 2, (ring[i][1] + next[1]) / 2]);
      show(all);
      keep();
    }
    table();
    const next = body.querySelectorAll("tr")[p === "new" ? i + 1 : i < 0 ? 0 : i + 1]?.querySelector("input");
    next?.focus();
    next?.select();
  }
  function remove(place) {
    const [p, r, i] = settled(place);
    if (p === "new") pending.splice(i, 1);
    else {
      const all = read(), ring = all[p][r].slice(0, -1);
      ring.splice(i, 1);
      if (ring.length < 3) { all[p].splice(r, 1); pending = r === 0 ? ring : pending; if (r === 0) all.splice(p, 1); }
      else all[p][r] = [...ring, ring[0]];
      show(all);
    }
    keep();
    table();
  }

  window.bs.liveOutline(handle);

  // --- what the field already holds --------------------------------------------------------------
  if (field?.value.trim()) {
    try {
      const value = field.value.trim();
      const shape = value.startsWith("{") ? reader().readGeometry(JSON.parse(value)) : new ol.format.WKT().readGeometry(value);
      show(shape.getType() === "MultiPolygon" ? shape.getCoordinates() : [shape.getCoordinates()]);
      present = JSON.stringify(read());
      write(read(), false);
    } catch {
      complain(text("map_failed"));
    }
  }
  table();
  if (!drawn.isEmpty()) handle.fit = ((whole) => (extent) => whole(extent || drawn.getExtent()))(handle.fit);
};
