/* What the editor of map_edit.js says while a boundary is drawn: where it crosses itself, which corners leave the area it
   must stay in (spec.within), and what the assessments of the zones would spare it (spec.cover, asked after a pause; spec.items: the items that count).
   It only tells early; the server reads and judges the same boundary again when it is sent. */
"use strict";
window.bs.liveOutline = (handle) => {
  const { make, text } = window.bs;
  const { map, spec, box, reader } = handle;
  const bad = make("p", { class: "bs-map__bad bs-map__live", role: "status" });
  const spared = make("p", { class: "bs-map__live", role: "status" });
  box.querySelector(".bs-map__foot").after(bad, spared);
  const marks = new ol.source.Vector();
  map.addLayer(new ol.layer.Vector({ source: marks, style: (feature) => handle.named(feature, "red"), zIndex: 12 }));
  const within = spec.within ? reader().readGeometry(spec.within) : null;

  const side = (a, b, c) => (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]);
  const crosses = (a, b, c, d) => side(a, b, c) * side(a, b, d) < 0 && side(c, d, a) * side(c, d, b) < 0;
  function crossing(ring) {
    const last = ring.length - 1;
    if (last > 600) return null; // long boundaries come from files, which the server checks
    for (let i = 0; i < last; i++)
      for (let k = i + 2; k < last; k++)
        if (!(i === 0 && k === last - 1) && crosses(ring[i], ring[i + 1], ring[k], ring[k + 1])) return [i + 1, k + 1, ring[k]];
    return null;
  }
  function faults(polygons) {
    const found = [], points = [];
    polygons.forEach((rings) => rings.forEach((ring) => {
      const cut = crossing(ring);
      if (cut) { found.push(text("live_crosses", { from: cut[0], to: cut[1] })); points.push(cut[2]); }
    }));
    if (within) {
      const out = polygons.flat(1).flatMap((ring) => ring.slice(0, -1).map((point, i) => [i + 1, point])).filter(([, point]) => !within.intersectsCoordinate(point) && off(point) > 1e-6);
      if (out.length) { found.push(text("live_outside", { points: out.slice(0, 8).map(([n]) => n).join("、") })); points.push(...out.map(([, point]) => point)); }
    }
    marks.clear();
    marks.addFeatures(points.map((point) => new ol.Feature(new ol.geom.Point(point))));
    return found;
  }
  const off = (point) => Math.hypot(...within.getClosestPoint(point).map((n, i) => n - point[i]));

  let waits = 0, asked = 0;
  async function ask(geojson) {
    const mine = ++asked;
    try {
      const answer = await fetch(spec.cover, {
        method: "POST", body: JSON.stringify(geojson),
        headers: { "Content-Type": "application/json", ...JSON.parse(document.body.getAttribute("hx-headers") || "{}") },
      });
      if (mine !== asked) return;
      const json = await answer.json();
      if (!answer.ok) { spared.textContent = ""; return; }
      const count = (...names) => json.items.filter((item) => names.includes(item.result) && (!spec.items || spec.items.includes(item.item))).length;
      spared.textContent = json.units.length
        ? text("live_spared", { waived: count("WAIVE"), eased: count("SIMPLIFY", "COMMIT", "REFERENCE"), units: json.units.length })
        : text("live_none");
      box.dataset.spared = String(json.items.length);
    } catch {
      if (mine === asked) spared.textContent = "";
    }
  }
  box.addEventListener("bs:change", ({ detail: { geojson } }) => {
    const polygons = !geojson ? [] : geojson.type === "Polygon" ? [geojson.coordinates] : geojson.coordinates;
    const found = faults(polygons);
    bad.textContent = found.join(" ");
    if (!spec.cover) return;
    delete box.dataset.spared; // what was said belongs to the former boundary
    clearTimeout(waits);
    if (!geojson || found.length) { asked += 1; spared.textContent = ""; return; }
    waits = setTimeout(() => ask(geojson), 400);
  });
};
