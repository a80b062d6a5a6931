/* Photos taken on site, with or without a network: kept in this browser until the server has them.

   form[data-photo-queue="key"]   every chosen photo becomes an entry with the caption and place typed beside it; entries
                                  are sent one by one, again after a reload and whenever the network comes back
   [data-photo-waiting]           says how many wait, and why one was refused */
const { make, once, text } = window.bs;
const DATABASE = "bingshen-site-photos";

const opened = new Promise((done, failed) => {
  const request = indexedDB.open(DATABASE, 1);
  request.onupgradeneeded = () => request.result.createObjectStore("photos", { keyPath: "once" });
  request.onsuccess = () => done(request.result);
  request.onerror = () => failed(request.error);
});

async function stored(mode, act) {
  const database = await opened;
  return new Promise((done, failed) => {
    const change = database.transaction("photos", mode);
    const request = act(change.objectStore("photos"));
    change.oncomplete = () => done(request.result);
    change.onerror = change.onabort = () => failed(change.error);
  });
}
const keep = (entry) => stored("readwrite", (photos) => photos.put(entry));
const drop = (entry) => stored("readwrite", (photos) => photos.delete(entry.once));
const waiting = async (key) => (await stored("readonly", (photos) => photos.getAll())).filter((entry) => entry.key === key);

async function post(form, entry) {
  const data = new FormData();
  for (const name of ["once", "caption", "place"]) data.set(name, entry[name]);
  data.set("csrfmiddlewaretoken", form.querySelector("[name=csrfmiddlewaretoken]").value);
  data.set("photo", new File([entry.content], entry.name, { type: entry.type }));
  const answer = await fetch(form.action, { method: "POST", body: data, headers: { "X-Upload": "1" } });
  const target = answer.headers.get("X-Location") || "";
  if (target && !target.includes("/login/")) return "";
  if (answer.status === 422) {
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    return page.querySelector(".bs-field__error, .errorlist")?.textContent.trim() || text("server_failed");
  }
  throw new Error(String(answer.status));
}

function start(form) {
  const key = form.dataset.photoQueue;
  const line = form.querySelector("[data-photo-waiting]");
  const input = form.querySelector("input[type=file]");
  let busy = false;

  async function show(refusals = []) {
    const left = await waiting(key);
    line.replaceChildren();
    if (left.length) line.append(make("p", {}, text("photos_waiting", { count: left.length })));
    for (const [entry, sentence] of refusals) line.append(make("p", { class: "bs-field__error" }, `${entry.name}: ${sentence}`));
    return left.length;
  }

  async function flush() {
    if (busy) return;
    busy = true;
    const refusals = [];
    let sent = 0;
    try {
      for (const entry of await waiting(key)) {
        const refusal = await post(form, entry);
        await drop(entry);
        if (refusal) refusals.push([entry, refusal]);
        else sent += 1;
        await show(refusals);
      }
    } catch (error) {
      console.info("photos wait for the network", error.message);
    } finally {
      busy = false;
    }
    const left = await show(refusals);
    if (sent && !left && !refusals.length) location.assign(form.dataset.photoPage);
  }

  form.addEventListener("submit", async (event) => {
    const files = [...input.files];
    if (!files.length) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    for (const file of files) {
      const entry = { once: crypto.randomUUID().replaceAll("-", ""), key, name: file.name, type: file.type, content: await file.arrayBuffer() };
      for (const name of ["caption", "place"]) entry[name] = form.querySelector(`[name=${name}]`).value;
      await keep(entry);
    }
    input.value = "";
    input.dispatchEvent(new Event("change", { bubbles: true }));
    await show();
    flush();
  }, { capture: true });
  window.addEventListener("online", flush);
  setInterval(flush, 20000);
  show().then(flush);
}

once(document, "form[data-photo-queue]", start);
