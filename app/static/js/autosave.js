// Saves a form a moment after typing, keeps a copy on the device until the server has it, and says which of both is true.
// Words come from the attributes of [data-save-state]; what server and form agree on stands in templates/ui/README.md.
const PAUSE = 1500;
const LONGEST_PAUSE = 60000;
const OWN = new Set(["row_version", "was"]);

function start(form) {
  const line = form.querySelector("[data-save-state]");
  const address = form.getAttribute("action") || location.href;
  const key = `draft:${form.dataset.owner ?? ""}:${new URL(address, location).pathname}`;
  const version = () => form.elements.row_version;
  let timer, wait = PAUSE, changes = 0, busy = false, stopped = false;

  const pairs = () => [...new FormData(form)].filter(([, value]) => typeof value === "string");
  const words = (list) => JSON.stringify(list.filter(([name]) => !OWN.has(name)));
  const clock = (when) => new Date(when).toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit", hour12: false });

  function say(state, time = "", ...more) {
    line.dataset.now = state.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    line.querySelector("[data-words]").textContent = line.dataset[state].replace("{time}", time);
    line.replaceChildren(line.querySelector("[data-words]"), ...more);
  }
  function link(text, address) {
    return Object.assign(document.createElement("a"), { textContent: text, href: address, target: "_blank" });
  }
  function button(text, act) {
    const made = Object.assign(document.createElement("button"), { type: "button", textContent: text });
    made.addEventListener("click", act);
    return made;
  }

  // A device without room or permission to keep things still saves to the server.
  function keep(sent = false) {
    try { localStorage.setItem(key, JSON.stringify({ at: Date.now(), sent, pairs: pairs() })); } catch { /* see above */ }
  }
  function kept() {
    try { return JSON.parse(localStorage.getItem(key)); } catch { return null; }
  }
  function forget() {
    try { localStorage.removeItem(key); } catch { /* see above */ }
  }

  function changed() {
    changes += 1;
    keep();
    if (stopped) return;
    say("waiting");
    later(PAUSE);
  }
  function later(pause) {
    clearTimeout(timer);
    timer = setTimeout(save, pause);
  }

  async function save(options = {}) {
    if (busy || stopped || !changes) return;
    clearTimeout(timer);
    busy = true;
    const sent = changes;
    say("saving");
    let answer;
    try {
      answer = await fetch(form.dataset.autosave || address, {
        method: "POST", redirect: "manual", body: new URLSearchParams(pairs()),
        headers: { "X-Autosave": "1", Accept: "application/json" }, ...options,
      });
    } catch { /* no connection */ }
    const result = answer && (await answer.json().catch(() => ({})));
    busy = false;
    if (answer?.ok) done(result, sent);
    else if (!stopped) refused(answer, result);
  }

  function take(result) {
    if (version() && result.row_version !== undefined) version().value = result.row_version;
  }

  function done(result, sent) {
    wait = PAUSE;
    take(result);
    form.dispatchEvent(new CustomEvent("autosaved", { detail: result, bubbles: true }));
    if (changes > sent) return changed();
    changes = 0;
    forget();
    say("saved", clock(result.saved_at ?? Date.now()));
  }

  function refused(answer, result) {
    // A redirect leads to the sign-in page.
    if (answer?.status === 401 || answer?.type === "opaqueredirect") return say("signedOut", "", link(line.dataset.signIn, line.dataset.signInAddress));
    if (answer?.status === 409) {
      stopped = true;
      return say("clash", "", link(line.dataset.clashLink, result.address));
    }
    // What is right was saved; what is wrong is kept here until it is mended.
    if (answer?.status === 422) {
      take(result);
      return say("refused");
    }
    say(answer ? "failed" : "offline");
    wait = Math.min(wait * 2, LONGEST_PAUSE);
    later(wait);
  }

  function offer(copy) {
    say("found", new Date(copy.at).toLocaleString(document.documentElement.lang, { dateStyle: "medium", timeStyle: "short", hour12: false }),
      button(line.dataset.restore, () => { restore(copy.pairs); changed(); }),
      button(line.dataset.forget, () => { forget(); delete line.dataset.now; }));
  }

  function restore(old) {
    const names = new Map();
    for (const [name, value] of old) names.set(name, [...(names.get(name) ?? []), value]);
    for (const name of names.keys()) grow(name);
    const used = new Map();
    for (const control of form.elements) {
      const values = names.get(control.name) ?? [];
      if (!control.name || control.type === "file" || control.type === "submit" || control.tagName === "FIELDSET") continue;
      if (control.type === "checkbox" || control.type === "radio") control.checked = values.includes(control.value);
      else {
        const place = used.get(control.name) ?? 0;
        control.value = values[place] ?? "";
        used.set(control.name, place + 1);
      }
    }
    form.querySelectorAll("[data-ranked]").forEach((part) => part.dispatchEvent(new Event("restored")));
  }
  // A repeated part may have had more items than the page now shows.
  function grow(name) {
    const group = /^(.+?)-\d+-/.exec(name)?.[1];
    const add = group && form.querySelector(`button[value="add:${CSS.escape(group)}"]`);
    for (let tries = 0; add && !form.elements[name] && tries < 50; tries += 1) add.click();
  }

  form.addEventListener("input", changed);
  form.addEventListener("change", (event) => event.target.type !== "file" && changed());
  form.addEventListener("submit", () => { clearTimeout(timer); stopped = true; if (changes) keep(true); });
  addEventListener("online", () => save());
  addEventListener("pageshow", (event) => event.persisted && (stopped = false));
  document.addEventListener("visibilitychange", () => save({ keepalive: document.hidden }));

  const copy = kept();
  const received = copy?.sent && version() && Number(version().value) > Number(new Map(copy.pairs).get("row_version"));
  if (!copy || received || words(copy.pairs) === words(pairs())) forget();
  else offer(copy);
  form.dataset.started = "";
}

const startAll = () => document.querySelectorAll("form[data-autosave]:not([data-started])").forEach(start);
document.addEventListener("htmx:after:swap", startAll);
startAll();
