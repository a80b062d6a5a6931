/* The page's manners. Everything works without this file except what is marked `bs-needs-js`.
   Hooks are data- attributes; bs.ready(fn) runs fn on the document and on whatever htmx swaps in.

   data-confirm="sentence" [data-confirm-danger]   asks in a <dialog> before the form or link goes
   data-toggles="#id"        shows and hides        data-menu      <details> that closes by Esc or outside
   data-dismiss              removes its note       data-copy="text" or "#id"
   data-large-text           large type, kept in a cookie for a year
   data-clears="#id"         empties that field before its own form is sent
   data-focus                takes the focus when the page opens (error summary) */
"use strict";
window.bs = (() => {
  const strings = JSON.parse(document.getElementById("bs-strings")?.textContent || "{}");
  const text = (key, values = {}) =>
    (strings[key] || key).replace(/\{(\w+)\}/g, (whole, name) => (name in values ? values[name] : whole));
  const starters = [];

  function ready(start) {
    starters.push(start);
    start(document);
  }
  function once(root, selector, start) {
    const found = [...root.querySelectorAll(selector)];
    if (root.matches?.(selector)) found.push(root);
    for (const node of found) {
      const mark = "on" + selector.length + selector.replace(/\W/g, "");
      if (node[mark]) continue;
      node[mark] = true;
      start(node);
    }
  }
  function icon(name) {
    const svg = document.querySelector(".bs-icon use")?.getAttribute("href")?.split("#")[0] || "";
    const node = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    node.setAttribute("class", "bs-icon");
    node.setAttribute("aria-hidden", "true");
    const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
    use.setAttribute("href", svg + "#" + name);
    node.append(use);
    return node;
  }
  function make(tag, attributes = {}, ...children) {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (name === "on") for (const [event, call] of Object.entries(value)) node.addEventListener(event, call);
      else if (value !== null && value !== false) node.setAttribute(name, value === true ? "" : value);
    }
    node.append(...children);
    return node;
  }
  function toast(sentence, tone = "success") {
    const note = make("div", { class: `bs-note bs-note--${tone}` }, make("div", {}, sentence));
    document.getElementById("bs-toasts").append(note);
    setTimeout(() => note.remove(), 6000);
  }
  function ask(sentence, { title, danger } = {}) {
    const dialog = document.getElementById("bs-confirm");
    if (!dialog?.showModal) return Promise.resolve(window.confirm(sentence));
    dialog.querySelector("h2").textContent = title || text("confirm");
    dialog.querySelector("p").textContent = sentence;
    const yes = dialog.querySelector("[value=yes]");
    yes.classList.toggle("btn-danger", Boolean(danger));
    yes.classList.toggle("btn-primary", !danger);
    dialog.returnValue = "no";
    dialog.showModal();
    return new Promise((answer) =>
      dialog.addEventListener("close", () => answer(dialog.returnValue === "yes"), { once: true }));
  }
  function cookie(name, value) {
    const secure = location.protocol === "https:" ? "; Secure" : "";
    document.cookie = `${name}=${value}; Path=/; Max-Age=31536000; SameSite=Lax${secure}`;
  }

  // A confirmed form is sent again by the same button, so that name=value of the button arrives.
  async function confirmed(event, node, go) {
    if (node.dataset.sure) { delete node.dataset.sure; return; }
    event.preventDefault();
    event.stopImmediatePropagation();
    const yes = await ask(node.dataset.confirm, {
      title: node.dataset.confirmTitle, danger: "confirmDanger" in node.dataset,
    });
    if (yes) { node.dataset.sure = "1"; go(); }
  }
  document.addEventListener("submit", (event) => {
    const form = event.target, button = event.submitter;
    const node = button?.dataset.confirm ? button : form.dataset.confirm ? form : null;
    if (node) confirmed(event, node, () => form.requestSubmit(button || undefined));
  }, true);
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-confirm]");
    if (link) confirmed(event, link, () => link.click());
    const clearing = event.target.closest("[data-clears]");
    if (clearing) document.querySelector(clearing.dataset.clears).value = "";
    event.target.closest("[data-dismiss]")?.closest(".bs-note")?.remove();
    for (const menu of document.querySelectorAll("[data-menu][open]"))
      if (!menu.contains(event.target)) menu.open = false;
  }, true);
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of document.querySelectorAll("[data-menu][open]")) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });

  ready((root) => {
    once(root, "[data-toggles]", (button) => button.addEventListener("click", () => {
      const open = document.querySelector(button.dataset.toggles).classList.toggle("is-open");
      button.setAttribute("aria-expanded", String(open));
    }));
    once(root, "[data-large-text]", (button) => button.addEventListener("click", () => {
      const large = document.documentElement.classList.toggle("bs-large");
      button.setAttribute("aria-pressed", String(large));
      cookie("bs_large", large ? "1" : "0");
    }));
    once(root, "[data-copy]", (button) => button.addEventListener("click", async () => {
      const from = button.dataset.copy;
      const node = from.startsWith("#") ? document.querySelector(from) : null;
      try {
        await navigator.clipboard.writeText(node ? (node.value ?? node.textContent.trim()) : from);
        toast(text("copied"));
      } catch {
        toast(text("copy_failed"), "warning");
      }
    }));
    once(root, "[data-focus]", (node) => node.focus());
  });

  document.addEventListener("htmx:load", (event) => starters.forEach((start) => start(event.detail.elt)));
  document.addEventListener("htmx:sendError", () => toast(text("server_failed"), "error"));
  document.addEventListener("htmx:responseError", (event) => {
    const status = event.detail.xhr.status;
    toast(status === 403 ? event.detail.xhr.statusText : text("server_failed"), "error");
  });
  return { ask, cookie, icon, make, once, ready, text, toast };
})();
