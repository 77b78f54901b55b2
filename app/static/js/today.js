// Keeps "my visit today" on this phone, opens the day that it is where the visit is, and says when there is no connection.
const root = document.querySelector("[data-worker]");

if ("serviceWorker" in navigator) {
  // Without a connection it is there already, and asking for it anew would fail.
  const asked = navigator.onLine ? navigator.serviceWorker.register(root.dataset.worker, { scope: location.pathname }) : Promise.resolve();
  asked
    .then(() => navigator.serviceWorker.ready)
    .then(() => { root.querySelector("[data-kept]").hidden = false; })
    .catch(() => {});
}

const there = new Intl.DateTimeFormat("en-CA", { timeZone: root.dataset.zone, year: "numeric", month: "2-digit", day: "2-digit" });
const day = root.querySelector(`details[data-day="${there.format(new Date())}"]`);
if (day) {
  for (const other of root.querySelectorAll("details[data-day]")) other.open = other === day;
}

const say = () => { root.querySelector("[data-offline]").hidden = navigator.onLine; };
addEventListener("online", say);
addEventListener("offline", say);
say();
