// Visits are dragged to other days and stretched at their end, by pointer or by keyboard. Before anything is saved the
// server says what speaks against it; saving is the ordinary form that comes with its answer.
const table = document.querySelector("[data-calendar]");
const said = document.querySelector("[data-calendar-said]");
const dialog = document.querySelector("[data-calendar-dialog]");
const A_DAY = 86_400_000;
const CLOSE = 6; // Pixels within which a press stays a click.
const EDGE = 48; // Pixels from the edge of the window within which a drag scrolls the page,
const FASTEST = 16; // at most by so many a frame.

const add = (day, days) => new Date(Date.parse(`${day}T00:00:00Z`) + days * A_DAY).toISOString().slice(0, 10);
const between = (one, other) => (Date.parse(`${other}T00:00:00Z`) - Date.parse(`${one}T00:00:00Z`)) / A_DAY;
// As the pages write days: in English, too, the day comes first.
const language = document.documentElement.lang === "en" ? "en-GB" : document.documentElement.lang;
const days = new Intl.DateTimeFormat(language, { dateStyle: "medium", timeZone: "UTC" });
const shown = (day) => days.format(new Date(`${day}T00:00:00Z`));

let moving = null; // { bar, first, last, works, answer }
let grabbed = null; // where the pointer went down
let pointer = null; // where it is now
let scrolling = 0;
let asked = 0;
let timer = 0;

function mark() {
  for (const cell of table.querySelectorAll("[data-day]")) {
    const inside = moving && cell.dataset.day >= moving.first && cell.dataset.day <= moving.last;
    cell.classList.toggle("drop", Boolean(inside));
    cell.classList.toggle("drop-bad", Boolean(inside && moving.works === false));
  }
}

function tell() {
  const title = moving.bar.querySelector("[dir]").firstChild.textContent;
  const words = { title, first: shown(moving.first), last: shown(moving.last) };
  said.textContent = table.dataset.wordsMove.replace(/\{(\w+)\}/g, (_, name) => words[name]);
}

async function ask() {
  const number = ++asked;
  const { bar, first, last } = moving;
  const address = new URL(bar.dataset.check, location.href);
  address.searchParams.set("starts_on", first);
  address.searchParams.set("ends_on", last);
  let answer = "";
  try {
    const response = await fetch(address, { headers: { "HX-Request": "true" } });
    answer = response.ok ? await response.text() : "";
  } catch {
    // Without a connection the form below remains.
  }
  if (number !== asked || !moving) return;
  const part = new DOMParser().parseFromString(answer, "text/html").querySelector("[data-works]");
  if (!part) {
    said.textContent = table.dataset.wordsFailed;
    return;
  }
  moving.answer = part;
  moving.works = part.dataset.works === "yes";
  mark();
  if (!moving.works) said.textContent = part.querySelector("[data-said]").innerText;
  if (moving.open) open();
}

function put(bar, first, last) {
  if (bar.hasAttribute("data-fixed") && first !== bar.dataset.first) {
    said.textContent = table.dataset.wordsFixed;
    return;
  }
  if (last < first) return;
  if (moving?.bar === bar && moving.first === first && moving.last === last) return;
  moving = { bar, first, last, works: null, answer: null, open: false };
  mark();
  tell();
  clearTimeout(timer);
  timer = setTimeout(ask, 150);
}

function open() {
  moving.open = true;
  if (!moving.answer) return;
  dialog.replaceChildren(moving.answer);
  if (!dialog.open) dialog.showModal();
  dialog.querySelector("[autofocus]")?.focus();
}

function leave() {
  if (!moving) return;
  const { bar } = moving;
  moving = null;
  clearTimeout(timer);
  asked += 1;
  mark();
  said.textContent = table.dataset.wordsLeft;
  if (dialog.open) dialog.close();
  bar.focus();
}

const dayAt = (event) =>
  document.elementsFromPoint(event.clientX, event.clientY).find((element) => element.dataset?.day)?.dataset.day;

function down(event) {
  const bar = event.target.closest("[data-check]");
  if (!bar || event.button !== 0 || dialog.open) return;
  grabbed = { bar, x: event.clientX, y: event.clientY, day: dayAt(event), stretch: event.target.hasAttribute("data-stretch"), dragged: false };
}

function move(event) {
  if (!grabbed) return;
  if (!grabbed.dragged && Math.hypot(event.clientX - grabbed.x, event.clientY - grabbed.y) < CLOSE) return;
  grabbed.dragged = true;
  pointer = { clientX: event.clientX, clientY: event.clientY };
  follow();
  scrolling ||= requestAnimationFrame(scroll);
}

function follow() {
  const day = dayAt(pointer);
  if (!day || !grabbed.day) return;
  const { bar, stretch } = grabbed;
  const days = between(grabbed.day, day);
  put(bar, stretch ? bar.dataset.first : add(bar.dataset.first, days), add(bar.dataset.last, days));
}

function scroll() {
  scrolling = 0;
  if (!grabbed?.dragged || dialog.open) return;
  const near = Math.max(0, pointer.clientY - innerHeight + EDGE) - Math.max(0, EDGE - pointer.clientY);
  const before = scrollY;
  scrollBy({ top: Math.sign(near) * Math.ceil((Math.min(Math.abs(near), EDGE) / EDGE) * FASTEST), behavior: "instant" });
  if (scrollY === before) return;
  follow();
  scrolling = requestAnimationFrame(scroll);
}

function up() {
  cancelAnimationFrame(scrolling);
  scrolling = 0;
  const { bar, dragged } = grabbed ?? {};
  // The click that follows a drag is none; it comes before the next task.
  setTimeout(() => (grabbed = null));
  if (!dragged || !moving) return;
  if (moving.first === bar.dataset.first && moving.last === bar.dataset.last) leave();
  else open();
}

const KEYS = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 };

function key(event) {
  const bar = event.target.closest?.("[data-check]");
  if (event.key === "Escape" && moving && !dialog.open) leave();
  if (!bar) return;
  if (event.key === "Enter" && moving?.bar === bar) {
    event.preventDefault();
    open();
  }
  if (!event.altKey || !(event.key in KEYS)) return;
  event.preventDefault();
  const rtl = document.dir === "rtl" && event.key.match(/Left|Right/) ? -1 : 1;
  const days = KEYS[event.key] * rtl;
  const { first, last } = moving?.bar === bar ? moving : bar.dataset;
  put(bar, event.shiftKey ? first : add(first, days), add(last, days));
}

if (table && dialog?.showModal) {
  table.addEventListener("pointerdown", down);
  document.addEventListener("pointermove", move);
  document.addEventListener("pointerup", up);
  document.addEventListener("pointercancel", () => {
    grabbed = null;
    leave();
  });
  table.addEventListener("click", (event) => grabbed?.dragged && event.preventDefault(), true);
  table.addEventListener("keydown", key);
  dialog.addEventListener("click", (event) => event.target.closest("[data-leave]") && leave());
  dialog.addEventListener("cancel", (event) => {
    event.preventDefault();
    leave();
  });
  table.classList.add("movable");
}
