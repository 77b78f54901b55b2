// Turns a row of selects into a list that is picked and put in order. The selects stay, hidden: they are what is sent.
const fill = (words, label) => words.replace("{label}", label).replace("{count}", label);

function start(part) {
  const limit = Number(part.dataset.ranked);
  const kept = part.querySelector(".ranked-list");
  const selects = [...kept.querySelectorAll("select")];
  const list = Object.assign(document.createElement("ol"), { className: "ranked-list picked" });
  const adder = selects[0].cloneNode(true);
  const full = Object.assign(document.createElement("p"), { className: "field-help" });
  const options = [...adder.querySelectorAll("option[value]:not([value=''])")];
  const labelOf = (code) => options.find((option) => option.value === code)?.textContent ?? code;

  selects[0].removeAttribute("id");
  adder.removeAttribute("name");
  adder.removeAttribute("required");
  adder.setAttribute("aria-label", part.dataset.add);
  adder.options[0].textContent = part.dataset.add;
  full.textContent = fill(part.dataset.full, limit);
  kept.hidden = true;
  kept.after(list, adder, full);
  part.dataset.started = "";

  function button(symbol, words, code, act) {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "button button-quiet";
    made.setAttribute("aria-label", fill(words, labelOf(code)));
    made.textContent = symbol;
    made.addEventListener("click", act);
    return made;
  }

  function row(code, index, codes) {
    const item = document.createElement("li");
    const name = Object.assign(document.createElement("span"), { className: "ranked-name", textContent: labelOf(code) });
    const raise = button("↑", part.dataset.up, code, () => {
      show([...codes.slice(0, index - 1), code, codes[index - 1], ...codes.slice(index + 1)], true);
      (list.children[index - 1].querySelector("[data-move]") ?? adder).focus();
    });
    raise.dataset.move = "";
    item.append(name, raise, button("×", part.dataset.remove, code, () => {
      show(codes.filter((other) => other !== code), true);
      adder.focus();
    }));
    return item;
  }

  function show(codes, told = false) {
    selects.forEach((select, index) => (select.value = codes[index] ?? ""));
    list.replaceChildren(...codes.map(row));
    for (const option of options) option.hidden = option.disabled = codes.includes(option.value);
    adder.value = "";
    adder.hidden = codes.length >= limit;
    full.hidden = !adder.hidden;
    if (told) part.dispatchEvent(new Event("input", { bubbles: true }));
  }

  const chosen = () => selects.map((select) => select.value).filter(Boolean);
  adder.addEventListener("change", () => adder.value && show([...new Set([...chosen(), adder.value])], true));
  // Somebody put a kept text back into the selects.
  part.addEventListener("restored", () => show(chosen()));
  show(chosen());
}

const startAll = () => document.querySelectorAll("[data-ranked]:not([data-started])").forEach(start);
document.addEventListener("htmx:after:swap", startAll);
startAll();
