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

// Signing out, nothing of visits stays on this phone: the copies that today-worker.js keeps go first.
document.addEventListener("submit", (event) => {
  if (!event.target.getAttribute("action")?.endsWith("/sign-out") || !("caches" in window)) return;
  event.preventDefault();
  forgetVisits().finally(() => event.target.submit());
});

async function forgetVisits() {
  for (const name of await caches.keys()) if (name.startsWith("visit ")) await caches.delete(name);
  const workers = await navigator.serviceWorker?.getRegistrations() ?? [];
  await Promise.all(workers.map((worker) => worker.unregister()));
}
