// Serves the rounds' page without signal. Its version follows what it serves; old ones go.
const VERSION = "walk-{{ version }}";
const SHELL = "{{ shell }}";
const FILES = {{ files|safe }};

async function fresh(request) {
  const answer = await fetch(request, { cache: "reload" });
  return answer.ok && !answer.redirected ? answer : null;
}

async function fillCache() {
  const cache = await caches.open(VERSION);
  await Promise.all(FILES.map(async (file) => {
    const answer = await fresh(file);
    if (answer) await cache.put(file, answer);
  }));
  const shell = await fresh(SHELL).catch(() => null);
  if (shell) await cache.put(SHELL, shell);
}

async function page(request) {
  try {
    const answer = await fetch(request, { signal: AbortSignal.timeout(5000) });
    if (answer.ok && !answer.redirected) await (await caches.open(VERSION)).put(SHELL, answer.clone());
    return answer;
  } catch (gone) {
    const kept = await caches.match(SHELL);
    if (kept) return kept;
    throw gone;
  }
}

async function file(request) {
  return (await caches.match(request, { ignoreSearch: true })) ?? fetch(request);
}

addEventListener("install", (e) => e.waitUntil(fillCache().then(() => skipWaiting())));
addEventListener("activate", (e) => e.waitUntil((async () => {
  for (const name of await caches.keys()) if (name.startsWith("walk-") && name !== VERSION) await caches.delete(name);
  await clients.claim();
})()));
addEventListener("fetch", (e) => {
  const url = new URL(e.request.url);
  if (e.request.method !== "GET" || url.origin !== location.origin) return;
  if (e.request.mode === "navigate") e.respondWith(page(e.request));
  else if (FILES.includes(url.pathname)) e.respondWith(file(e.request));
});
