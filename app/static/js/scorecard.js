// On a scorecard: a digit scores the criterion somebody is in, and a selected passage of the entry is cited by a button.
// Without this everything can be clicked and typed.
const form = document.querySelector("[data-scorecard]");
const entry = document.querySelector("[data-entry]");
let passage = "";

function writes(target) {
  return target.matches("textarea, select, input:not([type=radio])");
}

function score(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || !/^\d$/.test(event.key) || writes(event.target)) return;
  const group = event.target.closest("[data-criterion]");
  const choice = group?.querySelector(`input[type=radio][value="${event.key}"]`);
  if (!choice) return;
  event.preventDefault();
  choice.focus();
  choice.click();
}

// Remembered while it is selected: pressing the button takes the selection away.
function remember() {
  const selection = document.getSelection();
  const within = selection.rangeCount && entry.contains(selection.getRangeAt(0).commonAncestorContainer);
  if (within && !selection.isCollapsed) passage = selection.toString().trim();
}

function cite(field, line) {
  if (!passage) {
    line.textContent = form.dataset.selectFirst;
    return;
  }
  line.textContent = "";
  field.value = [field.value.trim(), passage].filter(Boolean).join("\n");
  passage = "";
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.focus();
}

function offer(field) {
  const button = Object.assign(document.createElement("button"), { type: "button", className: "button button-quiet cite", textContent: form.dataset.cite });
  const line = document.createElement("span");
  line.setAttribute("role", "status");
  button.addEventListener("click", () => cite(field, line));
  field.after(button, line);
}

if (form && entry) {
  form.addEventListener("keydown", score);
  document.addEventListener("selectionchange", remember);
  form.querySelectorAll("[data-passage]").forEach(offer);
  document.querySelectorAll(".keys").forEach((words) => { words.hidden = false; });
}
