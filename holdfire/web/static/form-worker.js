// Serves the page of the form and what it is made of when there is no network. It keeps no answer of the server but these.

const KEPT = "holdfire-form-1";
const PARTS = ["/static/form.js", "/static/form.css", "/static/form.webmanifest", "/static/form-icon.svg", "/static/app.js", "/static/vendor/htmx.min.js"];

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(KEPT).then((kept) => kept.addAll(PARTS)).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  const old = (names) => Promise.all(names.filter((name) => name.startsWith("holdfire-form-") && name !== KEPT).map((name) => caches.delete(name)));
  event.waitUntil(caches.keys().then(old).then(() => self.clients.claim()));
});

/** From the network, and kept for when there is none; a sign-in page or an error is not kept in its place. */
async function fresh(request, name) {
  const kept = await caches.open(KEPT);
  try {
    const answer = await fetch(request);
    if (answer.ok && !answer.redirected) await kept.put(name, answer.clone());
    return answer;
  } catch (error) {
    const before = (await kept.match(name)) ?? (name.startsWith("/form") ? await lastPage(kept) : undefined);
    if (before) return before;
    throw error;
  }
}

/** The page of the form in whichever language it was opened last. */
async function lastPage(kept) {
  for (const request of (await kept.keys()).reverse()) {
    if (new URL(request.url).pathname === "/form") return kept.match(request);
  }
  return undefined;
}

self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== location.origin) return;
  if (url.pathname === "/form") event.respondWith(fresh(event.request, `/form?lang=${url.searchParams.get("lang") ?? ""}`));
  else if (PARTS.includes(url.pathname)) event.respondWith(fresh(event.request, url.pathname));
});
