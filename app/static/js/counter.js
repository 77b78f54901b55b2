// Says how many characters are left while somebody types. Counts as the server does: by characters, not by bytes.
const fill = (words, values) => words.replace(/\{(\w+)\}/g, (_, name) => values[name]);

function tell(input) {
  const line = input.id && document.querySelector(`[data-counter="${CSS.escape(input.id)}"]`);
  if (!line) return;
  const left = Number(line.dataset.limit) - [...input.value.trim()].length;
  line.textContent = left < 0 ? fill(line.dataset.over, { over: -left }) : fill(line.dataset.left, { left });
  line.classList.toggle("over", left < 0);
  line.setAttribute("aria-live", left < 20 ? "polite" : "off");
}

function tellAll() {
  for (const line of document.querySelectorAll("[data-counter]")) {
    const input = document.getElementById(line.dataset.counter);
    if (input?.value) tell(input);
  }
}

document.addEventListener("input", (event) => tell(event.target));
document.addEventListener("htmx:after:swap", tellAll);
tellAll();
