/* Bar charts of the statistics page. The table beside each says the same; colours differ in lightness, and late bars are hatched. */
"use strict";
(() => {
  const start = () => {
    const held = document.getElementById("chart-data");
    if (!held || !window.echarts) return;
    const data = JSON.parse(held.textContent);
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const looks = [{ color: "#0b57b7" }, { color: "#e8a33d", decal: { symbol: "rect", dashArrayX: [1, 0], dashArrayY: [2, 4], rotation: -0.8, color: "#5a3400" } }];
    for (const box of document.querySelectorAll("[data-chart]")) {
      const { labels, series } = data[box.dataset.chart];
      const chart = window.echarts.init(box);
      chart.setOption({
        animation: !still,
        grid: { left: 44, right: 12, top: 36, bottom: 48 },
        legend: series.length > 1 ? { top: 4 } : undefined,
        xAxis: { type: "category", data: labels, axisLabel: { hideOverlap: true } },
        yAxis: { type: "value", minInterval: 1 },
        series: series.map((one, n) => ({ type: "bar", stack: "all", name: one.name, data: one.data, itemStyle: looks[n] })),
      });
      new ResizeObserver(() => chart.resize()).observe(box);
    }
  };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start); else start();
})();
