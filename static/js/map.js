/* Maps in CGCS2000 (EPSG:4490) by OpenLayers, drawn without WebGL and without a tile server.

   <div class="bs-map" data-map='{…}'></div>   ({% include "_map.html" with spec=… %})
     base      address of a GeoJSON of boundaries, degrees (longitude, latitude); `name` is the label
     features  address of a GeoJSON, or the FeatureCollection itself. Feature properties:
               name, tone (a key of LOOKS below), href (opens on click)
     edit      selector of the <textarea> or hidden input that holds the redline; makes the map an editor
     format    what is written there: "geojson" (default) or "wkt"
     snap      address of a GeoJSON of neighbours the editor snaps to, beside the base and the features
     within    a geometry the boundary must stay in; `cover` address that says what is spared (map_live.js)
     words     "outline" where what is drawn is not a redline
     zone      38 or 39; by default the 3-degree zone of the content's middle (115.5° E divides)
     fit       "features" (default) or "base"
     lights    address of the projects by light (see map_lights.js); `cards` the address of their cards
     focus     a tone: the map opens on the features of that tone
     twin      false leaves out the table of the features (when the page has its own)
     board     selector of the form of layers: makes the map the board of map_board.js
     title     heading of the printed sheet (board only)
   Beside the map stands everything on it as a table. The view is focusable: arrows move, + and - zoom.
   Events on the container: "bs:select" {feature}, "bs:change" {geojson, area} (editor).
   Handle: container.bsMap = {map, source, fit(extent), zone(), project(lonlat, code)}. */
"use strict";
(() => {
  const { icon, make, once, ready, text } = window.bs;
  const CRS = "EPSG:4490";
  const tmerc = (middle, east) => `+proj=tmerc +lat_0=0 +lon_0=${middle} +k=1 +x_0=${east} +y_0=0 +ellps=GRS80 +units=m +no_defs`;
  const ZONES = { 38: { code: 4526, bare: 4547, middle: 114 }, 39: { code: 4527, bare: 4548, middle: 117 } };
  const JIANGXI = [113.56, 24.48, 118.49, 30.09];

  function defineSystems() {
    proj4.defs(CRS, "+proj=longlat +ellps=GRS80 +no_defs");
    for (const [zone, { code, bare, middle }] of Object.entries(ZONES)) {
      proj4.defs(`EPSG:${code}`, tmerc(middle, Number(zone) * 1e6 + 500000));
      proj4.defs(`EPSG:${bare}`, tmerc(middle, 500000));
    }
    ol.proj.proj4.register(proj4);
    ol.proj.get(CRS).setExtent([-180, -90, 180, 90]);
  }

  const MARKS = { green: "●", warn: "▲", yellow: "◆", red: "■", stopped: "‖" };
  const LOOKS = {
    base: ["#7d8da5", "rgba(255,255,255,.75)", 1],
    bare: ["#4a5a72", "rgba(255,255,255,0)", 1], // the base over pictures or another map
    redline: ["#c01f14", "rgba(192,31,20,.10)", 2.5],
    zone: ["#0b57b7", "rgba(11,87,183,.10)", 2, [8, 5]],
    plan: ["#0b57b7", "rgba(11,87,183,.06)", 1.5],
    green: ["#17663a", "rgba(47,143,91,.30)", 1.5],
    warn: ["#8a5a00", "rgba(201,133,0,.30)", 1.5],
    yellow: ["#6b5000", "rgba(255,216,77,.60)", 1.5],
    red: ["#8f1b12", "rgba(180,35,24,.45)", 2],
    stopped: ["#465164", "rgba(70,81,100,.25)", 1.5, [3, 4]],
    NATIONAL: ["#0b57b7", "rgba(11,87,183,.10)", 2.5, [10, 5]],
    PROVINCIAL: ["#0a6b78", "rgba(10,107,120,.10)", 2.5, [10, 5, 2, 5]],
    LOCAL: ["#4a5568", "rgba(74,85,104,.08)", 2, [4, 4]],
    PREPARED: ["#5b6676", "rgba(91,102,118,.10)", 2, [2, 5]],
    PUBLISHED: ["#0b57b7", "rgba(11,87,183,.22)", 2],
    CONTRACTED: ["#8a5a00", "rgba(201,133,0,.28)", 2],
    BUILT: ["#00695c", "rgba(0,105,92,.25)", 2],
    RELEASED: ["#17663a", "rgba(47,143,91,.35)", 2],
    BREACH: ["#8f1b12", "rgba(180,35,24,.40)", 2.5],
    draft: ["#465164", "rgba(70,81,100,.08)", 2, [2, 5]],
    gap: ["#8f1b12", "hatch", 2],
    here: ["#a34700", "rgba(245,163,0,.25)", 4],
  };
  // 区域评估 R01–R14: many lie on the same ground, so each has its own line and dashes and hardly any fill.
  const KINDS = ["#1f7a4d", "#8a4b00", "#9b1c5a", "#7a5c1e", "#3f4652", "#b3400e", "#00695c", "#a65100", "#0b5ed7", "#006fa6", "#5b3fc7", "#806000", "#ad1457", "#37474f"];
  const DASHES = [undefined, [12, 4], [3, 4], [12, 4, 3, 4]];
  KINDS.forEach((line, i) => { LOOKS[`R${String(i + 1).padStart(2, "0")}`] = [line, line + "03", 2, DASHES[i % 4]]; });

  function hatch(color) {
    const canvas = document.createElement("canvas"), pen = canvas.getContext("2d");
    canvas.width = canvas.height = 10;
    pen.strokeStyle = color;
    pen.lineWidth = 1.5;
    for (const shift of [-10, 0, 10]) { pen.moveTo(shift, 10); pen.lineTo(shift + 10, 0); }
    pen.stroke();
    return pen.createPattern(canvas, "repeat");
  }
  const looks = new Map();
  function look(tone, label) {
    const key = `${tone} ${label}`;
    if (!looks.has(key)) looks.set(key, newLook(tone, label));
    return looks.get(key);
  }
  function newLook(tone, label) {
    const [line, fill, width, lineDash] = LOOKS[tone] || LOOKS.plan, plain = tone === "base" || tone === "bare";
    return new ol.style.Style({
      stroke: new ol.style.Stroke({ color: line, width, lineDash }),
      fill: new ol.style.Fill({ color: fill === "hatch" ? hatch(line) : fill }),
      image: new ol.style.Circle({ radius: 6, fill: new ol.style.Fill({ color: line }), stroke: new ol.style.Stroke({ color: "#fff", width: 1.5 }) }),
      text: label ? new ol.style.Text({
        text: label, overflow: !plain,
        font: `${plain ? "12px" : "600 13px"} "PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif`,
        fill: new ol.style.Fill({ color: plain ? "#5a687d" : line }),
        stroke: new ol.style.Stroke({ color: "rgba(255,255,255,.92)", width: 3 }),
      }) : undefined,
    });
  }
  const named = (feature, fixed) => {
    const tone = fixed || feature.get("tone") || "plan";
    const mark = MARKS[tone] ? MARKS[tone] + " " : "";
    return look(tone, feature.get("name") ? mark + feature.get("name") : "");
  };

  async function fetched(url) {
    const answer = await fetch(url, { headers: { Accept: "application/geo+json" } });
    if (!answer.ok) throw new Error(String(answer.status));
    return answer.json();
  }
  const reader = () => new ol.format.GeoJSON({ dataProjection: CRS, featureProjection: CRS });
  async function load(source, from, complain) {
    if (!from) return;
    try {
      const json = typeof from === "string" ? await fetched(from) : from;
      source.addFeatures(reader().readFeatures(json));
    } catch {
      complain(text("map_data_failed", { url: typeof from === "string" ? from : "" }));
    }
  }

  async function start(box) {
    const spec = JSON.parse(box.dataset.map || "{}");
    const tools = make("div", { class: "bs-map__tools", role: "group", "aria-label": text("map") });
    const view = make("div", { class: "bs-map__view", tabindex: "0", role: "application", "aria-label": text("map") });
    const where = make("output", { "aria-hidden": "true" });
    const said = make("span", { role: "status" });
    const complain = (sentence) => { said.textContent = sentence; said.className = "bs-map__bad"; };
    box.append(tools, view, make("div", { class: "bs-map__foot" }, said, where));
    if (!window.ol || !window.proj4) { complain(text("map_failed")); return; }
    if (!ol.proj.get(CRS)) defineSystems();

    const base = new ol.source.Vector({ attributions: text("approval_number") });
    const source = new ol.source.Vector();
    const map = new ol.Map({
      target: view,
      controls: [new ol.control.ScaleLine(), new ol.control.Attribution({ collapsible: false, tipLabel: text("approval_number") })],
      layers: [
        new ol.layer.Vector({ source: base, style: (feature) => named(feature, handle.bare ? "bare" : "base"), declutter: true }),
        new ol.layer.Vector({ source, style: (feature) => named(feature), declutter: true }),
      ],
      view: new ol.View({ projection: CRS, center: [116, 27.3], zoom: 7, minZoom: 5, maxZoom: 21, enableRotation: false }),
    });
    const middle = () => {
      const extent = source.getExtent();
      return source.isEmpty() ? map.getView().getCenter() : ol.extent.getCenter(extent);
    };
    const handle = {
      map, source, base, spec, box, tools, said, complain,
      zones: ZONES, JIANGXI, CRS, looks: LOOKS, marks: MARKS, reader, load, named, view,
      zone: () => Number(spec.zone) || (middle()[0] < 115.5 ? 38 : 39),
      project: (point, code) => ol.proj.transform(point, CRS, `EPSG:${code}`),
      unproject: (point, code) => ol.proj.transform(point, `EPSG:${code}`, CRS),
      planeArea: (geometry, zone) => geometry.clone().transform(CRS, `EPSG:${ZONES[zone].code}`).getArea(),
      fit(extent) {
        const to = extent || (source.isEmpty() || spec.fit === "base" ? (base.isEmpty() ? JIANGXI : base.getExtent()) : source.getExtent());
        map.getView().fit(to, { padding: [36, 36, 36, 36], maxZoom: 17 });
      },
      button(label, name, act, word = false) {
        const button = make("button", { type: "button", class: "btn btn-secondary btn-sm", title: label, on: { click: act } }, icon(name), make("span", { class: word ? "" : "visually-hidden" }, label));
        tools.append(button);
        return button;
      },
    };
    box.bsMap = handle;

    map.on("pointermove", (event) => {
      const [x, y] = event.coordinate, zone = x < 115.5 ? 38 : 39;
      const [east, north] = handle.project([x, y], ZONES[zone].code);
      where.textContent = `${x.toFixed(6)}°E ${y.toFixed(6)}°N   X ${north.toFixed(2)}  Y ${east.toFixed(2)} (${zone})`;
    });
    map.on("click", (event) => {
      if (spec.edit || spec.lights || spec.board) return;
      const feature = map.getFeaturesAtPixel(event.pixel, { layerFilter: (layer) => layer.getSource() === source })[0];
      if (!feature) return;
      if (feature.get("href")) location.href = feature.get("href");
      else if (feature.get("name")) said.textContent = text("selected", { name: feature.get("name") });
      box.dispatchEvent(new CustomEvent("bs:select", { bubbles: true, detail: { feature: feature.getProperties() } }));
    });

    if (spec.edit) window.bs.editRedline(handle);
    if (spec.board) window.bs.mapBoard(handle);
    if (spec.edit || spec.board) tools.append(make("span", { class: "bs-map__gap" }));
    const zoom = (by) => map.getView().animate({ zoom: map.getView().getZoom() + by, duration: 120 });
    handle.button(text("zoom_in"), "plus", () => zoom(1));
    handle.button(text("zoom_out"), "minus", () => zoom(-1));
    handle.button(text("fit"), "zoom-fit", () => handle.fit());
    if (!spec.board) handle.button(text("map_print"), "print", () => window.print());

    // Paper is narrower than most screens: draw anew at its width before printing. The board prints its own sheet.
    if (!spec.board) for (const [moment, paper] of [["beforeprint", true], ["afterprint", false]])
      window.addEventListener(moment, () => {
        view.classList.toggle("is-paper", paper);
        map.updateSize();
        map.renderSync();
      });

    // In a closed tab, or before the style sheet has come, the map has no size to fit to yet.
    if (!view.clientHeight) map.on("change:size", () => { if (view.clientHeight && !box.dataset.sized) { box.dataset.sized = "1"; handle.fit(); } });
    handle.fit();
    await Promise.all([load(base, spec.base, complain), load(source, spec.features, complain), spec.lights && window.bs.drawLights(handle)]);
    const focus = spec.focus && source.getFeatures().filter((one) => one.get("tone") === spec.focus);
    handle.fit(focus?.length ? ol.extent.buffer(focus.reduce((all, one) => ol.extent.extend(all, one.getGeometry().getExtent()), ol.extent.createEmpty()), 0.006) : undefined);
    if (!spec.edit && spec.twin !== false) list(handle);
    map.once("rendercomplete", () => { box.dataset.drawn = "1"; });
  }

  function list({ box, source, fit, zone, planeArea }) {
    const rows = source.getFeatures().filter((feature) => feature.get("name")).map((feature) => {
      const shape = feature.getGeometry(), area = shape.getArea ? planeArea(shape, zone()) : 0;
      const name = feature.get("href") ? make("a", { href: feature.get("href") }, feature.get("name")) : feature.get("name");
      const show = make("button", { type: "button", class: "btn btn-secondary btn-sm", on: { click: () => fit(shape.getExtent()) } }, text("fit"));
      return make("tr", {}, make("td", {}, name), make("td", { class: "num" }, area ? `${Math.round(area).toLocaleString()} m²` : ""), make("td", { class: "fit" }, show));
    });
    if (!rows.length) return;
    box.append(make("details", { class: "bs-map__twin" },
      make("summary", {}, text("on_the_map", { count: rows.length })),
      make("div", { class: "bs-map__scroll", tabindex: "0" }, make("table", { class: "bs-table" }, make("tbody", {}, ...rows)))));
  }

  // A legend beside a map: <span class="bs-swatch" data-tone="…"></span> is drawn as the map draws that tone.
  const svg = (tag, attributes) => {
    const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
    for (const [name, value] of Object.entries(attributes)) if (value !== undefined) node.setAttribute(name, value);
    return node;
  };
  function swatch(node) {
    const [line, fill, width, dash] = LOOKS[node.dataset.tone] || LOOKS.plan;
    const picture = svg("svg", { width: 26, height: 16, "aria-hidden": "true" });
    picture.append(svg("rect", { x: 2, y: 2, width: 22, height: 12, fill: fill === "hatch" ? "none" : fill, stroke: line, "stroke-width": width, "stroke-dasharray": dash?.map((n) => n / 2).join(" ") }));
    const mark = MARKS[node.dataset.tone];
    if (mark) { const sign = svg("text", { x: 13, y: 12, "text-anchor": "middle", "font-size": 10, fill: line }); sign.textContent = mark; picture.append(sign); }
    node.replaceChildren(picture);
  }

  document.addEventListener("DOMContentLoaded", () => ready((root) => {
    once(root, ".bs-map[data-map]", start);
    once(root, ".bs-swatch[data-tone]", swatch);
  }));
})();
