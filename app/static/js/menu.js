// The menus of the header are <details>: they open without script. This closes them like menus: Escape, a click beside.
const open = () => document.querySelectorAll('details[name="head"][open]');

document.addEventListener("click", (event) => {
  for (const menu of open()) if (!menu.contains(event.target)) menu.open = false;
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of open()) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

document.addEventListener("toggle", (event) => {
  if (event.target.matches?.(".head-search[open]")) event.target.querySelector("input").focus();
}, true);
