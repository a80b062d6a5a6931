/* Charts of the statistics page: bars, and lines over them. The table beside each says the same; colours differ in
   lightness, bars of late cases are hatched, lines have marks of their own. The legend
   beside each is made by the server from the same colours. */
"use strict";
(() => {
  const HATCH = { symbol: "rect", dashArrayX: [1, 0], dashArrayY: [2, 4], rotation: -0.8, color: "#5a3400" };
  function look({ name, data, mark, color }, place) {
    if (mark !== "line") return { type: "bar", stack: "all", name, data, itemStyle: { color, decal: mark === "late" ? HATCH : undefined } };
    return { type: "line", name, data, symbol: place ? "rect" : "emptyCircle", symbolSize: 7, itemStyle: { color }, lineStyle: { color, width: 2, type: place ? "solid" : "dashed" } };
  }
  const start = () => {
    const held = document.getElementById("chart-data");
    if (!held || !window.echarts) return;
    const data = JSON.parse(held.textContent);
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    for (const box of document.querySelectorAll("[data-chart]")) {
      const { labels, series } = data[box.dataset.chart];
      const chart = window.echarts.init(box);
      chart.setOption({
        animation: !still,
        grid: { left: 44, right: 12, top: 16, bottom: 32 },
        xAxis: { type: "category", data: labels, axisLabel: { hideOverlap: true } },
        yAxis: { type: "value", minInterval: 1 },
        series: series.map(look),
      });
      new ResizeObserver(() => chart.resize()).observe(box);
    }
  };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start); else start();
})();
