// Keeps one page, "my visit today", with its style, so that it opens without a connection. Its scope is that page alone;
// "v" in its own address is the sequence of the visit: another sequence is another worker, and the old copy goes.
const page = new URL(self.registration.scope).pathname;
const own = `visit ${page} `;
const copy = own + (new URL(self.location.href).searchParams.get("v") ?? "");
const patience = 5000;

const isOurs = (response) => response.ok && !response.redirected && new URL(response.url).pathname === page;

async function forget() {
  for (const name of await caches.keys()) if (name.startsWith(own)) await caches.delete(name);
}

async function keep(response) {
  const html = await response.clone().text();
  const parts = [...html.matchAll(/(?:href|src)="(\/static\/[^"]+\.(?:css|js|svg)[^"]*)"/g)].map((found) => found[1]);
  const cache = await caches.open(copy);
  await cache.put(page, response);
  const addresses = new Set(parts.map((part) => part.split("#")[0].replaceAll("&amp;", "&")));
  await Promise.all([...addresses].map(async (part) => (await cache.match(part)) ?? cache.add(part).catch(() => {})));
}

async function fresh(request) {
  const response = await fetch(request);
  if (isOurs(response)) await keep(response.clone());
  // Signed out, or no longer part of the visit: then nothing of it stays on this phone.
  else if (response.redirected || [401, 403, 404].includes(response.status) || response.type === "opaqueredirect") await forget();
  return response;
}

async function open(request) {
  const kept = await caches.match(page);
  if (!kept) return fresh(request);
  const late = new Promise((resolve) => setTimeout(resolve, patience, null));
  const answer = fresh(request).catch(() => null);
  return (await Promise.race([answer, late])) ?? (await caches.match(page)) ?? answer.then((found) => found ?? Response.error());
}

self.addEventListener("install", (event) => {
  event.waitUntil((async () => {
    const response = await fetch(page, { credentials: "same-origin" });
    if (!isOurs(response)) throw new Error("not signed in");
    await keep(response);
    await self.skipWaiting();
  })());
});

self.addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    for (const name of await caches.keys()) if (name.startsWith(own) && name !== copy) await caches.delete(name);
    await self.clients.claim();
  })());
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const address = new URL(request.url);
  if (request.method !== "GET" || address.origin !== self.location.origin) return;
  if (address.pathname === page && request.mode === "navigate") event.respondWith(open(request));
  else if (address.pathname.startsWith("/static/")) event.respondWith(caches.match(request).then((kept) => kept ?? fetch(request)));
});
