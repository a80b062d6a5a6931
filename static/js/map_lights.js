/* Projects by light on a map (亮灯地图): points, near ones gathered under the light of the most urgent, cards beside it.

   Called by map.js for `lights` in its spec. Elsewhere on the page: [data-show-project="id"] brings a project to the
   middle and opens its card, and #map-cards holds the cards. The table of the page says the same. */
"use strict";
(() => {
  const ORDER = ["RED", "YELLOW", "WARN", "GREEN", "STOPPED"];
  const LOOKS = {
    RED: { mark: "■", fill: "#b42318", line: "#fff", text: "#fff", points: 4, angle: Math.PI / 4 },
    YELLOW: { mark: "◆", fill: "#ffd84d", line: "#6b5000", text: "#3d2e00", points: 4, angle: 0 },
    WARN: { mark: "▲", fill: "#d98a00", line: "#fff", text: "#2b1b00", points: 3, angle: 0 },
    GREEN: { mark: "●", fill: "#2f8f5b", line: "#fff", text: "#fff" },
    STOPPED: { mark: "‖", fill: "#5b6676", line: "#fff", text: "#fff" },
  };
  const NEAR = 46, CLOSEST = 17, BESIDE = 10.5, SHARED = 20;

  const styles = new Map();
  function shape(look, radius) {
    const fill = new ol.style.Fill({ color: look.fill }), stroke = new ol.style.Stroke({ color: look.line, width: 1.5 });
    return look.points
      ? new ol.style.RegularShape({ points: look.points, angle: look.angle, radius: radius + 2, fill, stroke })
      : new ol.style.Circle({ radius, fill, stroke });
  }
  function lettering(look, words) {
    return new ol.style.Text({ text: words, font: '600 12px "PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif', fill: new ol.style.Fill({ color: look.text }) });
  }
  function style(cluster) {
    const members = cluster.get("features");
    const light = members.reduce((best, one) => Math.min(best, one.get("rank")), ORDER.length - 1);
    const key = `${light}:${members.length}`;
    if (!styles.has(key)) {
      const look = LOOKS[ORDER[light]], many = members.length > 1;
      styles.set(key, new ol.style.Style({
        zIndex: ORDER.length - light,
        image: many
          ? new ol.style.Circle({ radius: 13 + Math.min(9, Math.log2(members.length)), fill: new ol.style.Fill({ color: look.fill }), stroke: new ol.style.Stroke({ color: look.line, width: 2 }) })
          : shape(look, 8),
        text: many ? lettering(look, `${look.mark}${members.length}`) : light === 4 ? lettering(look, look.mark) : undefined,
      }));
    }
    return styles.get(key);
  }

  async function drawLights(handle) {
    const { map, spec, complain, said } = handle, { text } = window.bs;
    const points = new ol.source.Vector();
    const gathered = new ol.source.Cluster({ source: points, distance: NEAR, minDistance: 18 });
    const layer = new ol.layer.Vector({ source: gathered, style });
    const chosen = new ol.source.Vector();
    const ring = new ol.style.Style({ image: new ol.style.Circle({ radius: 17, stroke: new ol.style.Stroke({ color: "#0b57b7", width: 3 }) }) });
    map.addLayer(layer);
    map.addLayer(new ol.layer.Vector({ source: chosen, style: ring }));

    const asked = new URLSearchParams(location.search);
    asked.delete("page");
    function open(members) {
      chosen.clear();
      chosen.addFeature(new ol.Feature(members[0].getGeometry()));
      return cards(members.map((one) => one.getId()));
    }
    function cards(ids) {
      const query = new URLSearchParams(asked);
      for (const id of ids.slice(1, SHARED)) query.append("also", id);
      const address = `${spec.cards.replace(/0\/$/, `${ids[0]}/`)}?${query}`;
      return window.htmx.ajax("GET", address, { target: "#map-cards", swap: "innerHTML" });
    }
    const extent = (members) => ol.extent.boundingExtent(members.map((one) => one.getGeometry().getCoordinates()));

    map.on("pointermove", (event) => { map.getViewport().classList.toggle("is-over-point", map.hasFeatureAtPixel(event.pixel, { layerFilter: (one) => one === layer })); });
    map.on("click", (event) => {
      const found = map.getFeaturesAtPixel(event.pixel, { layerFilter: (one) => one === layer, hitTolerance: 6 })[0];
      if (!found) return;
      const members = [...found.get("features")].sort((one, other) => one.get("rank") - other.get("rank"));
      const box = extent(members), wide = Math.max(ol.extent.getWidth(box), ol.extent.getHeight(box));
      if (members.length === 1 || wide < 2e-4 || map.getView().getZoom() >= CLOSEST) open(members);
      else map.getView().fit(box, { padding: [60, 60, 60, 60], maxZoom: CLOSEST, duration: 200 });
    });
    document.addEventListener("click", (event) => {
      const button = event.target.closest("[data-show-project]");
      const point = button && points.getFeatureById(Number(button.dataset.showProject));
      if (!point) return;
      map.getView().animate({ center: point.getGeometry().getCoordinates(), zoom: Math.max(BESIDE, map.getView().getZoom()), duration: 200 });
      open([point]).then(() => document.getElementById("map-cards").focus());
      handle.box.scrollIntoView({ block: "nearest" });
    });

    try {
      const json = await (await fetch(`${spec.lights}?${asked}`, { headers: { Accept: "application/geo+json" } })).json();
      for (const { properties, geometry } of json.features)
        points.addFeatures(geometry.coordinates.map((at, place) => {
          const feature = new ol.Feature({ geometry: new ol.geom.Point(at), rank: ORDER.indexOf(properties.light) });
          feature.setId(properties.ids[place]);
          return feature;
        }));
      said.textContent = text("projects_on_the_map", { count: points.getFeatures().length });
      handle.box.dataset.points = points.getFeatures().length;
    } catch {
      complain(text("map_data_failed", { url: spec.lights }));
    }
  }
  window.bs.drawLights = drawLights;
})();
