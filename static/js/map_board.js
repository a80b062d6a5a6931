/* The board: layers that a form of check boxes switches, identify, places from the table, coordinates typed.

   The form (spec.board) holds  name=layer value=<key>,  name=tone value=<tone>,  a hidden name=box,
   [data-only-here] and [data-tianditu=vec|img]. It asks for its table by htmx; "bs:moved" on it asks again.
   spec.layers = [{key, url, sorted, tiles?}]; `tiles` is an address with {z} {x} {y}, otherwise `url` is a GeoJSON. */
"use strict";
window.bs.mapBoard = (handle) => {
  const { icon, make, text } = window.bs;
  const { map, spec, box, view, said, complain, load, looks, marks, named, zones, CRS, JIANGXI } = handle;
  const form = document.querySelector(spec.board);
  const ticked = (name) => new Set([...form.querySelectorAll(`[name=${name}]`)].filter((i) => i.checked || i.type === "hidden").map((i) => i.value));
  let tones = ticked("tone"), shown = ticked("layer");

  // --- layers ----------------------------------------------------------------------------------
  // The grid of matrix set "c" of the Tianditu: two squares of 180° at level 1, EPSG:4490.
  const resolutions = Array.from({ length: 22 }, (_, z) => 1.40625 / 2 ** z);
  const grid = () => new ol.tilegrid.TileGrid({ extent: [-180, -90, 180, 90], origin: [-180, 90], resolutions });
  // Far out an outline is smaller than a finger: zones become circles with their names, projects their light, and what lies
  // in a zone waits until one comes nearer.
  const TINY = 14, far = new Map();
  function dot(feature, key) {
    if ((key === "units" || key === "drafts") && shown.has("zones")) return undefined;
    const tone = feature.get("tone") || "plan", name = key === "zones" ? feature.get("name") : "", id = `${key} ${tone} ${name}`;
    if (!far.has(id)) {
      const color = (looks[tone] || looks.plan)[0], white = new ol.style.Stroke({ color: "rgba(255,255,255,.92)", width: 3 });
      const words = { fill: new ol.style.Fill({ color }), stroke: white };
      far.set(id, new ol.style.Style({
        geometry: (one) => new ol.geom.Point(ol.extent.getCenter(one.getGeometry().getExtent())),
        zIndex: key === "zones" ? 2 : 1,
        image: marks[tone] ? undefined : new ol.style.Circle({
          radius: name ? 7 : 3.5, declutterMode: "none", stroke: new ol.style.Stroke({ color: name ? color : "#fff", width: name ? 3 : 1 }),
          fill: new ol.style.Fill({ color: name ? "#fff" : color }),
        }),
        text: marks[tone] ? new ol.style.Text({ ...words, text: marks[tone], font: "700 13px sans-serif", declutterMode: "none" })
          : name ? new ol.style.Text({ ...words, text: name, offsetY: 17, font: '600 13px "PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif' }) : undefined,
      }));
    }
    return far.get(id);
  }
  const drawn = spec.layers.map((layer) => {
    function style(feature, resolution) {
      if (layer.sorted && !tones.has(feature.get("tone"))) return undefined;
      const tiny = !layer.tiles && Math.max(...ol.extent.getSize(feature.getGeometry().getExtent())) < TINY * resolution;
      return tiny ? dot(feature, layer.key) : named(feature);
    }
    let paint;
    if (layer.tiles) {
      const source = new ol.source.VectorTile({ projection: CRS, tileGrid: grid(), url: layer.tiles, format: new ol.format.MVT({ idProperty: "key" }), maxZoom: 17 });
      paint = new ol.layer.VectorTile({ source, style, declutter: true });
    } else {
      paint = new ol.layer.Vector({ source: new ol.source.Vector(), style, declutter: true });
    }
    map.addLayer(paint);
    return { ...layer, paint, loaded: Boolean(layer.tiles) };
  });
  // Names of zones stand above the lights far out, and their ground below the plots near by.
  const lift = () => drawn.find((layer) => layer.key === "zones")?.paint.setZIndex(map.getView().getResolution() > 0.003 ? 5 : 0);
  map.getView().on("change:resolution", lift);
  lift();
  const found = new ol.source.Vector();
  map.addLayer(new ol.layer.Vector({ source: found, style: (feature) => named(feature, "here"), zIndex: 10 }));

  function switched() {
    const on = shown = ticked("layer");
    tones = ticked("tone");
    const waits = [];
    for (const layer of drawn) {
      layer.paint.setVisible(on.has(layer.key));
      layer.paint.changed();
      if (on.has(layer.key) && !layer.loaded) {
        layer.loaded = true;
        waits.push(load(layer.paint.getSource(), layer.url, complain));
      }
    }
    if (waits.length) {
      box.setAttribute("aria-busy", "true");
      Promise.all(waits).then(() => { box.removeAttribute("aria-busy"); box.dataset.layers = "1"; });
    }
  }
  form.addEventListener("change", switched);
  switched();

  // --- what lies here --------------------------------------------------------------------------
  const panel = document.getElementById("map-here");
  function identify(point) {
    const asked = new URLSearchParams(new FormData(form));
    asked.delete("box");
    asked.set("lon", point[0].toFixed(8));
    asked.set("lat", point[1].toFixed(8));
    asked.set("reach", (map.getView().getResolution() * 4).toFixed(9));
    found.clear();
    found.addFeature(new ol.Feature(new ol.geom.Point(point)));
    return window.htmx.ajax("GET", `${spec.here}?${asked}`, { target: panel, swap: "innerHTML" }).then(() => {
      said.className = "";
      said.textContent = panel.querySelector(".bs-here b")?.textContent || "";
    });
  }
  map.on("click", (event) => { if (!handle.measuring?.()) identify(event.coordinate); });
  view.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !handle.measuring?.()) { event.preventDefault(); identify(map.getView().getCenter()); }
  });
  map.on("pointermove", (event) => {
    if (event.dragging) return;
    const hit = map.hasFeatureAtPixel(event.pixel, { layerFilter: (layer) => drawn.some((one) => one.paint === layer) });
    view.classList.toggle("is-over", hit && !handle.measuring?.());
  });

  // --- from the table to the map, and back -----------------------------------------------------
  form.addEventListener("click", (event) => {
    const button = event.target.closest("[data-show]");
    if (!button) return;
    const extent = button.dataset.show.split(",").map(Number);
    found.clear();
    found.addFeature(new ol.Feature(ol.geom.Polygon.fromExtent(extent)));
    map.getView().fit(extent, { padding: [60, 60, 60, 60], maxZoom: 16 });
    view.focus({ preventScroll: true });
    box.scrollIntoView({ block: "nearest" });
  });
  const only = form.querySelector("[data-only-here]");
  function moved() {
    const extent = only.checked ? map.getView().calculateExtent(map.getSize()) : null;
    const value = extent ? extent.map((n) => n.toFixed(6)).join(",") : "";
    if (form.elements.box.value === value) return;
    form.elements.box.value = value;
    form.dispatchEvent(new CustomEvent("bs:moved"));
  }
  map.on("moveend", moved);
  only.addEventListener("change", moved);

  // --- Tianditu, only with a key of the installation ----------------------------------------------
  const skies = {};
  function sky(kind) {
    const tiles = (name) => new ol.layer.Tile({
      zIndex: -1,
      source: new ol.source.WMTS({
        url: `${spec.tianditu.url}/${name}_c/wmts?tk=${encodeURIComponent(spec.tianditu.key)}`,
        layer: name, matrixSet: "c", format: "tiles", style: "default", projection: CRS, crossOrigin: "anonymous", attributions: "天地图",
        // A key may be bound to the address of this installation: that alone is told, never the page.
        tileLoadFunction: (tile, url) => { const image = tile.getImage(); image.referrerPolicy = "origin"; image.src = url; },
        tileGrid: new ol.tilegrid.WMTS({ origin: [-180, 90], resolutions: resolutions.slice(1, 19), matrixIds: resolutions.slice(1, 19).map((_, z) => String(z + 1)) }),
      }),
    });
    return (kind === "img" ? ["img", "cia"] : ["vec", "cva"]).map((name) => { const layer = tiles(name); map.addLayer(layer); return layer; });
  }
  for (const input of form.querySelectorAll("[data-tianditu]"))
    input.addEventListener("change", () => {
      const kind = input.dataset.tianditu;
      skies[kind] = skies[kind] || sky(kind);
      skies[kind].forEach((layer) => layer.setVisible(input.checked));
      handle.bare = Boolean(form.querySelector("[data-tianditu]:checked"));
      handle.base.changed();
    });

  // --- go to typed coordinates ---------------------------------------------------------------------
  // Two numbers: degrees in either order, or X north and Y east with the zone in front of Y.
  function placed(words) {
    const [a, b, ...rest] = words.trim().split(/[\s,，;；]+/).map(Number);
    if (rest.length || !Number.isFinite(a) || !Number.isFinite(b)) return null;
    const plane = [[a, b], [b, a]].find(([north, east]) => north > 2.6e6 && north < 3.5e6 && zones[Math.floor(east / 1e6)]);
    const point = plane ? handle.unproject([plane[1], plane[0]], zones[Math.floor(plane[1] / 1e6)].code) : a > b ? [a, b] : [b, a];
    return ol.extent.containsCoordinate(JIANGXI, point) ? point : null;
  }
  const place = make("input", { class: "form-control form-control-sm", id: "map-go", inputmode: "text", autocomplete: "off", placeholder: "115.8580, 28.6830", "aria-label": text("go_to") });
  function go() {
    const point = placed(place.value);
    if (!point) { complain(text("go_bad")); place.setAttribute("aria-invalid", "true"); return; }
    place.removeAttribute("aria-invalid");
    map.getView().setCenter(point);
    map.getView().setZoom(Math.max(map.getView().getZoom(), 14));
    identify(point);
  }
  place.addEventListener("keydown", (event) => { if (event.key === "Enter") { event.preventDefault(); go(); } });
  handle.tools.append(make("span", { class: "bs-map__go" }, place, make("button", { type: "button", class: "btn btn-secondary btn-sm", title: text("go_to"), on: { click: go } }, icon("pin"), make("span", { class: "visually-hidden" }, text("go_to")))));

  window.bs.measure(handle);
  window.bs.mapSheet(handle, drawn);
};
