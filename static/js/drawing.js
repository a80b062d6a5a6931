/* A drawing set page by page, with pins.

   [data-drawing]       data-file (address of the PDF, read in pieces), data-vendor (where pdf.js lies), data-page
   [data-pin]           list items: data-page, data-x, data-y (shares of the page), data-number, data-fate, data-state
   [data-point]         toggles pointing; a press on the page fills page, x and y of the open form
   Page up, page down   turn pages; plus, minus, 0 zoom */
const { make, text } = window.bs;
const box = document.querySelector("[data-drawing]");
const view = box.querySelector("[data-view]");
const sheet = box.querySelector("[data-sheet]");
const canvas = box.querySelector("[data-canvas]");
const wait = box.querySelector("[data-wait]");
const choice = box.querySelector("[data-page-choice]");
const pointer = box.querySelector("[data-point]");
const pins = [...box.querySelectorAll("[data-pin]")];
const pages = Number(box.dataset.pages);
let number = Number(box.dataset.page), zoom = 0, turn = 0, document_ = null, task = null, spot = null;

const say = (sentence, bad = false) => { wait.textContent = sentence; wait.classList.toggle("is-bad", bad); };

async function open() {
  const vendor = new URL(box.dataset.vendor, location.href).href;
  const pdf = await import(`${vendor}pdf.min.mjs`);
  pdf.GlobalWorkerOptions.workerSrc = `${vendor}pdf.worker.min.mjs`;
  document_ = await pdf.getDocument({
    url: box.dataset.file, rangeChunkSize: 1 << 18, disableAutoFetch: true, disableStream: true, isEvalSupported: false,
    cMapUrl: `${vendor}cmaps/`, cMapPacked: true, standardFontDataUrl: `${vendor}fonts/`, wasmUrl: `${vendor}wasm/`,
  }).promise;
  await draw();
}

async function draw() {
  if (!document_) return;
  const mine = ++turn;
  say(text("drawing_loading"));
  const page = await document_.getPage(number);
  if (mine !== turn) return;
  const plain = page.getViewport({ scale: 1 });
  const fit = Math.max(120, view.clientWidth - 24) / plain.width;
  const shown = page.getViewport({ scale: fit * 1.3 ** zoom });
  const dense = Math.min(window.devicePixelRatio || 1, 2);
  const limit = Math.sqrt(16e6 / Math.max(1, shown.width * shown.height * dense * dense));
  const scale = dense * Math.min(1, limit);
  if (task) task.cancel();
  canvas.width = Math.floor(shown.width * scale);
  canvas.height = Math.floor(shown.height * scale);
  for (const part of [canvas, sheet]) { part.style.width = `${shown.width}px`; part.style.height = `${shown.height}px`; }
  task = page.render({ canvas, viewport: shown, transform: [scale, 0, 0, scale, 0, 0] });
  try { await task.promise; } catch (error) { if (error.name !== "RenderingCancelledException") throw error; return; }
  if (mine !== turn) return;
  canvas.setAttribute("aria-label", text("drawing_page", { page: number, pages }));
  box.dataset.drawn = String(number);
  say("");
  place();
}

function place() {
  for (const old of sheet.querySelectorAll(".bs-drawing__pin")) old.remove();
  for (const line of pins) if (Number(line.dataset.page) === number) put(line, line.dataset);
  if (spot && spot.page === number) put(null, { x: spot.x, y: spot.y, number: "+", fate: "NEW", state: "OPEN" });
}

function put(line, pin) {
  const button = make("button", { type: "button", class: "bs-drawing__pin", "aria-label": text("drawing_pin", { number: pin.number }) }, pin.number);
  if (pin.state === "RESOLVED") button.classList.add("is-settled");
  else if (pin.fate === "STALE") button.classList.add("is-stale");
  else if (pin.fate === "NEW") button.classList.add("is-new");
  button.style.left = `${Number(pin.x) * 100}%`;
  button.style.top = `${Number(pin.y) * 100}%`;
  if (line) button.addEventListener("click", (event) => { event.stopPropagation(); mark(line, button); line.scrollIntoView({ block: "nearest" }); });
  sheet.append(button);
  return button;
}

function mark(line, button) {
  for (const shown of box.querySelectorAll(".is-shown")) shown.classList.remove("is-shown");
  line.classList.add("is-shown");
  button?.classList.add("is-shown");
}

async function go(to) {
  const wanted = Math.min(pages, Math.max(1, to));
  if (wanted !== number) { number = wanted; view.scrollTo(0, 0); await draw(); }
  choice.value = String(number);
  for (const field of box.querySelectorAll("[data-on-page]")) field.value = String(number);
}

function fill(x, y) {
  spot = { page: number, x, y };
  const forms = [...box.querySelectorAll("[data-write]")];
  const form = forms.find((one) => one.open) || forms[0];
  if (!form) return;
  form.open = true;
  const set = (name, value) => { const field = form.querySelector(`[name=${name}]`); field.value = value; field.dispatchEvent(new Event("input", { bubbles: true })); };
  set("page", number); set("x", x.toFixed(4)); set("y", y.toFixed(4));
  place();
  form.querySelector("[name=text]").focus();
}

const zooms = { in: () => Math.min(8, zoom + 1), out: () => Math.max(-3, zoom - 1), fit: () => 0 };
for (const button of box.querySelectorAll("[data-zoom]")) button.addEventListener("click", () => { zoom = zooms[button.dataset.zoom](); draw(); });
for (const button of box.querySelectorAll("[data-go]")) button.addEventListener("click", () => go(number + (button.dataset.go === "next" ? 1 : -1)));
choice.addEventListener("change", () => go(Number(choice.value)));
box.querySelector("[data-submit-on-change]")?.addEventListener("change", (event) => event.target.form.submit());
pointer?.addEventListener("click", () => {
  const on = pointer.getAttribute("aria-pressed") !== "true";
  pointer.setAttribute("aria-pressed", String(on));
  view.classList.toggle("is-pointing", on);
});
canvas.addEventListener("click", (event) => {
  if (pointer?.getAttribute("aria-pressed") !== "true") return;
  const at = canvas.getBoundingClientRect();
  fill((event.clientX - at.left) / at.width, (event.clientY - at.top) / at.height);
});
view.addEventListener("keydown", (event) => {
  const act = { PageDown: () => go(number + 1), PageUp: () => go(number - 1), "+": () => { zoom = zooms.in(); draw(); }, "=": () => { zoom = zooms.in(); draw(); }, "-": () => { zoom = zooms.out(); draw(); }, 0: () => { zoom = 0; draw(); } }[event.key];
  if (act && !event.ctrlKey && !event.metaKey) { event.preventDefault(); act(); }
});
for (const line of pins) {
  line.querySelector("[data-show-pin]").addEventListener("click", async () => {
    if (line.dataset.page === "0") return;
    await go(Number(line.dataset.page));
    const button = [...sheet.querySelectorAll(".bs-drawing__pin")].find((one) => one.textContent === line.dataset.number);
    mark(line, button);
    button?.scrollIntoView({ block: "center", inline: "center" });
    button?.focus({ preventScroll: true });
  });
}
let resized = 0;
new ResizeObserver(() => { clearTimeout(resized); resized = setTimeout(draw, 150); }).observe(view);
open().catch((error) => { console.warn(error); say(text("drawing_failed"), true); });
