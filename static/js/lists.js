/* Lists an officer works through, and tabs.

   [data-keys]               table or list: j/k (or arrows on a row) move, Enter opens data-href or the first link,
                             / goes to [data-search], ? shows the shortcuts; switchable off (WCAG 2.1.4)
   table[data-sortable]      sorts in the browser where the server does not; td[data-value] is compared if given
   table[data-tick-all]      a box in the head ticks every box below it, and says how many are ticked
   [data-tabs]               tabs over panels: <ul class=bs-tablist><li><a href="#panel">…; without JS all panels show */
"use strict";
(() => {
  const { cookie, make, once, ready, text } = window.bs;

  // --- keyboard ---------------------------------------------------------------------------
  const keysOn = () => !document.cookie.includes("bs_keys=0");
  const typing = (node) => node.closest("input, textarea, select, [contenteditable], dialog, .bs-map");
  const rows = (list) => [...list.querySelectorAll("tbody > tr, :scope > li")];
  let cursor = null;

  function move(list, by) {
    const all = rows(list), at = all.indexOf(cursor);
    const next = all[at < 0 ? 0 : Math.min(all.length - 1, Math.max(0, at + by))];
    if (!next) return;
    cursor?.classList.remove("is-cursor");
    cursor?.removeAttribute("tabindex");
    cursor = next;
    cursor.classList.add("is-cursor");
    cursor.setAttribute("tabindex", "-1");
    cursor.focus({ preventScroll: true });
    cursor.scrollIntoView({ block: "nearest" });
  }
  function open(row) {
    const address = row.dataset.href || row.querySelector("a")?.href;
    if (address) location.href = address;
  }
  document.addEventListener("keydown", (event) => {
    if (!keysOn() || event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    const list = document.querySelector("[data-keys]");
    if (event.key === "?") document.getElementById("bs-keys").showModal();
    else if (event.key === "/" && document.querySelector("[data-search]")) document.querySelector("[data-search]").focus();
    else if (!list) return;
    else if (event.key === "j") move(list, 1);
    else if (event.key === "k") move(list, -1);
    else if (event.key === "Enter" && cursor && event.target === cursor) open(cursor);
    else return;
    event.preventDefault();
  });

  ready((root) => {
    once(root, "[data-keys-switch]", (button) => {
      const show = () => {
        button.setAttribute("aria-pressed", String(keysOn()));
        button.textContent = text(keysOn() ? "keys_on" : "keys_off");
      };
      show();
      button.addEventListener("click", () => { cookie("bs_keys", keysOn() ? "0" : "1"); show(); });
    });

    once(root, "table[data-sortable]", (table) => {
      const body = table.tBodies[0];
      [...table.tHead.rows[0].cells].forEach((head, column) => {
        if ("noSort" in head.dataset) return;
        const button = make("button", { type: "button", class: "bs-sort", title: text("sort") }, ...head.childNodes);
        head.replaceChildren(button);
        button.addEventListener("click", () => {
          const down = head.getAttribute("aria-sort") === "ascending";
          for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
          head.setAttribute("aria-sort", down ? "descending" : "ascending");
          const value = (row) => row.cells[column].dataset.value ?? row.cells[column].textContent.trim();
          const number = (word) => (word.trim() === "" ? NaN : Number(word.replace(/,/g, "")));
          const order = (a, b) => {
            const x = number(value(a)), y = number(value(b));
            return Number.isNaN(x) || Number.isNaN(y) ? value(a).localeCompare(value(b), "zh-Hans") : x - y;
          };
          body.append(...[...body.rows].sort((a, b) => (down ? order(b, a) : order(a, b))));
        });
      });
    });

    once(root, "table[data-tick-all]", (table) => {
      const boxes = [...table.tBodies[0].querySelectorAll("input[type=checkbox]")];
      const all = make("input", { type: "checkbox", class: "form-check-input" });
      const count = make("span", { class: "fw-normal bs-muted" });
      const tell = () => {
        const ticked = boxes.filter((box) => box.checked).length;
        all.checked = ticked === boxes.length;
        all.indeterminate = ticked > 0 && ticked < boxes.length;
        count.textContent = text("ticked", { count: ticked, all: boxes.length });
      };
      const head = table.createCaption();
      head.className = "bs-tick-all";
      head.append(make("label", {}, all, " ", text("tick_all")), " ", count);
      all.addEventListener("change", () => {
        for (const box of boxes) box.checked = all.checked;
        tell();
      });
      table.addEventListener("change", tell);
      tell();
    });

    once(root, "[data-tabs]", (box) => {
      const list = box.querySelector(".bs-tablist");
      const tabs = [...list.querySelectorAll("a")];
      list.setAttribute("role", "tablist");
      for (const item of list.children) item.setAttribute("role", "presentation");
      const panelOf = (tab) => document.getElementById(tab.hash.slice(1));
      const show = (tab, focus) => {
        for (const each of tabs) {
          const now = each === tab;
          each.setAttribute("aria-selected", String(now));
          each.tabIndex = now ? 0 : -1;
          panelOf(each).classList.toggle("is-open", now);
        }
        if (focus) tab.focus();
      };
      tabs.forEach((tab, at) => {
        tab.setAttribute("role", "tab");
        tab.id ||= `tab-${tab.hash.slice(1)}`;
        tab.setAttribute("aria-controls", tab.hash.slice(1));
        const panel = panelOf(tab);
        panel.setAttribute("role", "tabpanel");
        panel.setAttribute("aria-labelledby", tab.id);
        tab.addEventListener("click", (event) => {
          event.preventDefault();
          show(tab);
          history.replaceState(null, "", tab.hash);
        });
        tab.addEventListener("keydown", (event) => {
          const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
          if (by) { event.preventDefault(); show(tabs[(at + by + tabs.length) % tabs.length], true); }
        });
      });
      show(tabs.find((tab) => tab.hash === location.hash) || tabs[0]);
    });
  });
})();
