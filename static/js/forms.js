/* Forms that lose nothing.

   every POST form            its button goes busy after one press (double-submit guard); data-download frees it
                              again because the page stays
   form[data-unsaved]         warns before the page is left with changes
   form[data-autosave="key"]  typed text is kept in this window and put back after a reload
   form[data-autosave-url]    drafts go to that address 3 s after the last change (server answers 2xx)
   form[data-upload]          files are sent with progress; an interruption keeps the page and its text
   select[data-names]         calls other fields by the name its value gives them: {field: {value: name}}
   [data-drop]                drop zone around a file input; data-max-mb on the input refuses early
   [data-hidden-by="name"][data-hidden-for="A B"]
                              hidden, and its controls sent with nothing, while the radio `name` stands on A or B
   Ctrl+Enter                 sends the form the caret is in */
"use strict";
(() => {
  const { make, once, ready, text } = window.bs;
  const clock = () => new Date().toTimeString().slice(0, 5);
  const SECRET = ["password", "file", "hidden"];

  function status(form, sentence, bad = false) {
    let line = form.querySelector("[data-form-status]");
    if (!line) {
      line = make("p", { class: "bs-form-status", "data-form-status": true, role: "status" });
      form.append(line);
    }
    line.textContent = sentence;
    line.classList.toggle("is-bad", bad);
    return line;
  }
  const fields = (form) => [...form.elements].filter((f) => f.name && !SECRET.includes(f.type) && f.type !== "submit");
  function typed(form) {
    const kept = {};
    for (const field of fields(form)) {
      if (["radio", "checkbox"].includes(field.type)) { if (field.checked) (kept[field.name] ||= []).push(field.value); }
      else (kept[field.name] ||= []).push(field.value);
    }
    return kept;
  }
  function putBack(form, kept) {
    const seen = {};
    for (const field of fields(form)) {
      const values = kept[field.name] || [];
      if (["radio", "checkbox"].includes(field.type)) field.checked = values.includes(field.value);
      else {
        const place = (seen[field.name] = (seen[field.name] ?? -1) + 1);
        if (values[place] !== undefined) field.value = values[place];
      }
    }
  }

  // --- one press is one submission -----------------------------------------------------
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post" || form.hasAttribute("hx-post") || form.target === "_blank") return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "1";
    if ("download" in form.dataset) setTimeout(() => release(document), 2000);
    // After this event, so that the button's own name and value are still sent.
    setTimeout(() => {
      for (const button of form.querySelectorAll("button:not([type=button])")) {
        button.setAttribute("aria-disabled", "true");
        if (button === event.submitter) button.setAttribute("aria-busy", "true");
      }
    });
  });
  window.addEventListener("pageshow", () => release(document));
  function release(root) {
    for (const form of root.querySelectorAll("form[data-sent]")) {
      delete form.dataset.sent;
      for (const button of form.querySelectorAll("button")) {
        button.removeAttribute("aria-busy");
        button.removeAttribute("aria-disabled");
      }
    }
  }

  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) event.target.form?.requestSubmit();
  });

  // What was sent is forgotten only when the answer is another page or a success: a lost connection keeps it.
  const SENT = "bs:sent", arrived = sessionStorage.getItem(SENT);
  if (arrived) {
    const elsewhere = arrived.split(":")[1] !== location.pathname;
    if (elsewhere || document.querySelector(".bs-note--success")) sessionStorage.removeItem(arrived);
    sessionStorage.removeItem(SENT);
  }

  // --- leaving with changes --------------------------------------------------------------
  let leaving = false;
  document.addEventListener("submit", (event) => { if (!event.defaultPrevented) leaving = true; });
  window.addEventListener("beforeunload", (event) => {
    if (!leaving && document.querySelector("form[data-unsaved][data-changed]")) event.preventDefault();
  });

  ready((root) => {
    once(root, "form[data-unsaved]", (form) => form.addEventListener("input", () => { form.dataset.changed = "1"; }));

    once(root, "form[data-autosave]", (form) => {
      const key = `bs:${location.pathname}:${form.dataset.autosave}`;
      const kept = sessionStorage.getItem(key);
      if (kept && !form.querySelector(".is-bad")) {
        putBack(form, JSON.parse(kept));
        const line = status(form, text("restored") + " ");
        line.append(make("button", { class: "bs-link", type: "button", on: { click: () => {
          sessionStorage.removeItem(key);
          form.reset();
          status(form, "");
        } } }, text("discard")));
      }
      form.addEventListener("input", () => {
        sessionStorage.setItem(key, JSON.stringify(typed(form)));
        status(form, text("kept_here", { time: clock() }));
      });
      form.addEventListener("submit", () => sessionStorage.setItem(SENT, key));
    });

    // After what was typed has been put back, so that it follows the restored choice.
    once(root, "[data-hidden-by]", (part) => {
      const form = part.closest("form"), values = part.dataset.hiddenFor.split(" ");
      const follow = () => {
        part.hidden = values.includes(form.elements[part.dataset.hiddenBy]?.value);
        for (const control of part.querySelectorAll("input, select, textarea")) control.disabled = part.hidden;
      };
      follow();
      form.addEventListener("change", follow);
      form.addEventListener("reset", () => setTimeout(follow));
    });

    once(root, "form[data-autosave-url]", (form) => {
      let timer = null, controller = null;
      const save = async () => {
        controller?.abort();
        controller = new AbortController();
        try {
          const data = new FormData(form);
          for (const [name, value] of [...data]) if (value instanceof File) data.delete(name);
          const answer = await fetch(form.dataset.autosaveUrl, { method: "POST", body: data, signal: controller.signal, headers: { "X-Autosave": "1" } });
          if (!answer.ok) throw new Error(answer.status);
          delete form.dataset.changed;
          status(form, text("saved_at", { time: clock() }));
        } catch (error) {
          if (error.name === "AbortError") return;
          status(form, text("save_failed"), true);
          timer = setTimeout(save, 8000);
        }
      };
      form.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(save, 3000); });
      form.addEventListener("submit", () => clearTimeout(timer));
    });

    once(root, "select[data-names]", (select) => {
      const names = JSON.parse(select.dataset.names);
      const call = () => {
        for (const [field, by] of Object.entries(names)) {
          const label = select.form.elements[field]?.labels[0]?.firstChild;
          if (label && by[select.value]) label.data = by[select.value];
        }
      };
      select.addEventListener("change", call);
      call();
    });

    once(root, "[data-drop]", (zone) => {
      const input = zone.querySelector("input[type=file]");
      const list = zone.querySelector("[data-drop-list]");
      const show = () => {
        list.replaceChildren(...[...input.files].map((file) => {
          const size = (file.size / 1048576).toFixed(1), limit = Number(input.dataset.maxMb);
          const big = limit && file.size > limit * 1048576;
          input.setCustomValidity(big ? text("too_large", { name: file.name, size, limit }) : "");
          return make("li", { class: big ? "bs-field__error" : "" }, big ? input.validationMessage : `${file.name} · ${size} MB`);
        }));
      };
      input.addEventListener("change", show);
      for (const name of ["dragover", "dragleave", "drop"])
        zone.addEventListener(name, (event) => {
          event.preventDefault();
          zone.classList.toggle("is-over", name === "dragover");
          if (name === "drop" && event.dataTransfer.files.length) {
            input.files = event.dataTransfer.files;
            input.dispatchEvent(new Event("change", { bubbles: true }));
          }
        });
    });

    once(root, "form[data-upload]", (form) => form.addEventListener("submit", (event) => {
      if (event.defaultPrevented || ![...form.querySelectorAll("input[type=file]")].some((i) => i.files.length)) return;
      event.preventDefault();
      send(form, event.submitter);
    }));
  });

  const ANCHOR = "bs:anchor", anchor = sessionStorage.getItem(ANCHOR);
  if (anchor) {
    sessionStorage.removeItem(ANCHOR);
    document.getElementById(anchor.slice(1))?.scrollIntoView({ block: "center" });
  }

  function send(form, button) {
    const data = new FormData(form, button);
    const bar = make("progress", { class: "bs-progress", max: 100, value: 0, "aria-label": text("sending") });
    const line = status(form, text("sending"));
    line.after(bar);
    const request = new XMLHttpRequest();
    const stop = (sentence) => { bar.remove(); status(form, sentence, true); release(document); leaving = false; };
    request.upload.addEventListener("progress", (event) => {
      const percent = event.lengthComputable ? Math.floor((100 * event.loaded) / event.total) : 0;
      bar.value = percent;
      line.textContent = percent < 100 ? text("uploading", { percent }) : text("checking");
    });
    request.addEventListener("error", () => stop(text("upload_failed")));
    request.addEventListener("timeout", () => stop(text("upload_failed")));
    request.addEventListener("load", () => {
      const target = request.getResponseHeader("X-Location");
      if (target) {
        const to = new URL(target, location.href);
        // Only another anchor of this page would load nothing: ask for the page anew, then go to the anchor.
        if (to.hash && to.pathname === location.pathname && to.search === location.search) {
          sessionStorage.setItem(ANCHOR, to.hash);
          to.hash = "";
        }
        location.assign(to);
        return;
      }
      const page = new DOMParser().parseFromString(request.responseText, "text/html").querySelector("main");
      if (!page) { stop(text("server_failed")); return; }
      document.querySelector("main").replaceWith(page);
      document.dispatchEvent(new CustomEvent("htmx:load", { detail: { elt: page } }));
      window.scrollTo(0, 0);
    });
    request.open("POST", form.action);
    request.setRequestHeader("X-Upload", "1");
    request.send(data);
  }
})();
