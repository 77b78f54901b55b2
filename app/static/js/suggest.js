// What could be meant, while somebody types into a search box (ARIA 1.2, combobox with a list). The box searches without it.
const WAIT = 180;
const SHORTEST = 2;
const made = (tag, attributes, ...inner) => {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...inner);
  return element;
};

function start(input) {
  const list = made("div", { role: "listbox", id: `${input.id}-options`, class: "combo-list", "aria-label": input.labels[0]?.textContent ?? "" });
  const said = made("p", { role: "status", class: "visually-hidden" });
  const known = new Map();
  let options = [], active = -1, timer = 0, asking = null;

  list.hidden = true;
  input.after(list, said);
  const roles = { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id, autocomplete: "off", autocapitalize: "off" };
  for (const [name, value] of Object.entries(roles)) input.setAttribute(name, value);

  function close() {
    clearTimeout(timer);
    asking?.abort();
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    said.textContent = "";
    point(-1);
  }

  function point(index) {
    options[active]?.row.setAttribute("aria-selected", "false");
    active = index;
    const row = options[active]?.row;
    if (!row) return input.removeAttribute("aria-activedescendant");
    row.setAttribute("aria-selected", "true");
    row.scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", row.id);
  }

  // An option with an address opens it; one without completes what was typed.
  function choose({ text, to }) {
    close();
    if (to) return location.assign(to);
    input.value = `${text} `;
    input.focus();
    input.dispatchEvent(new Event("input", { bubbles: true }));
  }

  function row(option) {
    const name = { role: "option", id: `${list.id}-${options.length}`, "aria-selected": "false" };
    const shown = made("div", option.lang ? { ...name, lang: option.lang } : name, option.text);
    shown.addEventListener("click", () => choose(option));
    options.push({ ...option, row: shown });
    return shown;
  }

  function show(answer) {
    options = [];
    point(-1);
    const groups = answer.groups.map((group) => {
      const title = made("p", { "aria-hidden": "true" }, group.label);
      return made("div", { role: "group", "aria-label": group.label }, title, ...group.options.map(row));
    });
    list.replaceChildren(...groups);
    list.hidden = options.length === 0;
    input.setAttribute("aria-expanded", String(options.length > 0));
    said.textContent = answer.said;
  }

  async function ask() {
    const typed = input.value.trim();
    asking?.abort();
    if (typed.length < SHORTEST) return close();
    if (!known.has(typed)) {
      const own = (asking = new AbortController());
      try {
        const answer = await fetch(`${input.dataset.suggest}?q=${encodeURIComponent(typed)}`, { signal: own.signal });
        if (!answer.ok) return close();
        known.set(typed, await answer.json());
      } catch {
        // Asked anew meanwhile, or no connection: the box still searches.
        return;
      }
      if (own.signal.aborted) return;
    }
    if (document.activeElement === input) show(known.get(typed));
  }

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT);
  });
  input.addEventListener("blur", close);
  input.form.addEventListener("submit", close);
  // A finger on the list must not take the focus from the box.
  list.addEventListener("pointerdown", (event) => event.preventDefault());
  list.addEventListener("mousedown", (event) => event.preventDefault());
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (list.hidden) {
      if (event.key === "ArrowDown") ask();
      return;
    }
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) point(((active + 1 + step + options.length + 1) % (options.length + 1)) - 1);
    else if (event.key === "Enter" && active >= 0) choose(options[active]);
    else if (event.key === "Escape") {
      // The menu around the box stays open.
      event.stopPropagation();
      close();
    } else return;
    event.preventDefault();
  });
}

// Who saves data types in peace.
if (!navigator.connection?.saveData) document.querySelectorAll("input[data-suggest]").forEach(start);
