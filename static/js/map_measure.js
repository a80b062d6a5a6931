/* Measuring on the ellipsoid. Each line is as long as its geodesic, each area as large as on the CGCS2000 ellipsoid:
   proj4's azimuthal equidistant and equal-area projections, centred where the measure lies, keep just these.
   By mouse: click corners, double-click ends. By keyboard: Enter adds the middle of the map, Backspace takes the last
   away, Space ends, Esc gives up. handle.measuring() tells whether a measure is being taken, handle.stopMeasuring() ends it;
   handle.onMeasuring(on) is told where an editor has to stand back. */
"use strict";
window.bs.measure = (handle) => {
  const { text } = window.bs;
  const { map, view, said, CRS } = handle;
  const centred = (kind, [lon, lat]) => proj4(`+proj=${kind} +lat_0=${lat} +lon_0=${lon} +x_0=0 +y_0=0 +ellps=GRS80 +units=m`);
  const step = (from, to) => Math.hypot(...centred("aeqd", from).forward(to));
  const metres = (line) => line.slice(1).reduce((sum, point, i) => sum + step(line[i], point), 0);
  function squareMetres(polygon) {
    const flat = centred("laea", ol.extent.getCenter(polygon.getExtent()));
    return new ol.geom.Polygon(polygon.getCoordinates().map((ring) => ring.map((point) => flat.forward(point.slice(0, 2))))).getArea();
  }
  const grouped = (number, digits) => number.toLocaleString(undefined, { minimumFractionDigits: digits, maximumFractionDigits: digits });
  function words(geometry) {
    if (geometry.getType() === "LineString") {
      const m = metres(geometry.getCoordinates());
      return m < 10000 ? `${grouped(m, 1)} m` : `${grouped(m / 1000, 3)} km`;
    }
    const m2 = squareMetres(geometry);
    return text("measured_area", { m2: grouped(m2, 1), ha: grouped(m2 / 1e4, 4), mu: grouped(m2 / 666.6666667, 2) });
  }
  Object.assign(handle, { metres, squareMetres });

  const ink = "#5b1a8b";
  const source = new ol.source.Vector();
  const style = (feature) => new ol.style.Style({
    stroke: new ol.style.Stroke({ color: ink, width: 2.5, lineDash: [8, 4] }),
    fill: new ol.style.Fill({ color: "rgba(91,26,139,.10)" }),
    image: new ol.style.Circle({ radius: 4, fill: new ol.style.Fill({ color: ink }) }),
    text: feature.get("words") ? new ol.style.Text({ text: feature.get("words"), overflow: true, placement: "point", font: '600 13px "PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif', fill: new ol.style.Fill({ color: ink }), stroke: new ol.style.Stroke({ color: "#fff", width: 4 }) }) : undefined,
  });
  map.addLayer(new ol.layer.Vector({ source, style, zIndex: 11 }));

  let draw = null, sketch = null;
  handle.measuring = () => Boolean(draw);
  function stop() {
    if (draw) map.removeInteraction(draw);
    draw = sketch = null;
    buttons.forEach((button) => button.setAttribute("aria-pressed", "false"));
    view.classList.remove("is-measuring");
    handle.onMeasuring?.(false);
  }
  handle.stopMeasuring = () => { if (draw) stop(); };
  function begin(type, button) {
    const again = button.getAttribute("aria-pressed") === "true";
    stop();
    if (again) return;
    button.setAttribute("aria-pressed", "true");
    view.classList.add("is-measuring");
    handle.onMeasuring?.(true);
    said.className = "";
    said.textContent = text("measuring");
    draw = new ol.interaction.Draw({ source, type, style });
    draw.on("drawstart", ({ feature }) => {
      sketch = feature;
      feature.getGeometry().on("change", ({ target }) => { said.textContent = words(target); });
    });
    draw.on("drawend", ({ feature }) => {
      feature.set("words", words(feature.getGeometry()));
      said.textContent = feature.get("words");
      wipe.disabled = false;
      setTimeout(stop); // the click that ends the measure asks for nothing
    });
    map.addInteraction(draw);
    view.focus({ preventScroll: true });
  }
  view.addEventListener("keydown", (event) => {
    if (!draw) return;
    const keys = {
      Enter: () => draw.appendCoordinates([map.getView().getCenter()]),
      " ": () => { if (sketch) draw.finishDrawing(); },
      Backspace: () => draw.removeLastPoint(),
      Escape: stop,
    };
    if (keys[event.key]) { event.preventDefault(); keys[event.key](); }
  });
  const line = handle.button(text("measure_length"), "scale", () => begin("LineString", line), true);
  const area = handle.button(text("measure_area"), "polygon", () => begin("Polygon", area), true);
  const buttons = [line, area];
  const wipe = handle.button(text("measure_clear"), "trash", () => { source.clear(); stop(); said.textContent = ""; wipe.disabled = true; });
  buttons.forEach((button) => button.setAttribute("aria-pressed", "false"));
  wipe.disabled = true;
};
