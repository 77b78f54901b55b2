// Adds, removes and moves the items of a repeated part at once; without this the same buttons ask the server.
const removed = new WeakMap();
const items = (part) => [...part.querySelectorAll(":scope > .repeat-list > [data-item]")];
const ATTRIBUTES = ["id", "name", "for", "aria-describedby", "data-counter", "data-record", "list"];

document.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  const part = button?.closest("[data-repeat]");
  if (!part) return;
  const verb = button.dataset.undo === "" ? "undo" : button.value.split(":")[0];
  const act = { add, remove, up, undo }[verb];
  if (!act || (verb !== "undo" && button.value.split(":")[1] !== part.dataset.repeat)) return;
  event.preventDefault();
  act(part, button.closest("li"));
  number(part);
  part.dispatchEvent(new Event("input", { bubbles: true }));
});

function add(part) {
  const item = part.querySelector(":scope > template").content.cloneNode(true).firstElementChild;
  part.querySelector(".repeat-list").append(item);
  item.querySelector("input:not([type=hidden]), textarea, select")?.focus();
}

// What was typed is not thrown away at once: a line stays that brings the item back.
function remove(part, item) {
  const line = document.createElement("li");
  const words = document.createElement("span");
  const back = document.createElement("button");
  line.className = "repeat-removed";
  words.textContent = part.dataset.removed;
  back.type = "button";
  back.className = "button button-quiet";
  back.dataset.undo = "";
  back.textContent = part.dataset.undo;
  line.append(words, back);
  removed.set(line, item);
  item.replaceWith(line);
  back.focus();
}

function undo(part, line) {
  const item = removed.get(line);
  line.replaceWith(item);
  item.querySelector(".repeat-number").focus();
}

function up(part, item) {
  const all = items(part);
  const before = all[all.indexOf(item) - 1];
  before?.before(item);
  item.querySelector(".repeat-number").focus();
}

function number(part) {
  // Renaming can put two radio groups under one name for a moment, and the browser would untick one of them.
  const ticked = [...part.querySelectorAll("input[type=radio]:checked")];
  const name = part.dataset.repeat;
  const inNames = new RegExp(`(^|[\\s-])${name}-(\\d+|__i__)(?=-)`, "g");
  const all = items(part);
  all.forEach((item, index) => {
    item.querySelector("[data-number]").textContent = index + 1;
    for (const element of item.querySelectorAll("*")) {
      for (const attribute of ATTRIBUTES) {
        const value = element.getAttribute(attribute);
        if (value) element.setAttribute(attribute, value.replace(inNames, `$1${name}-${index}`));
      }
      if (element.matches("button[value]")) element.value = element.value.replace(/:(\d+|__i__)$/, `:${index}`);
    }
  });
  for (const radio of ticked) radio.checked = true;
  part.querySelector(`button[value="add:${name}"]`).hidden = all.length >= Number(part.dataset.limit);
}
