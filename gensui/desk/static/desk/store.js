// What the telephone keeps while there is no signal: what it knows, what it has to send, and photographs.
const NAME = "gensui-walk";

function asked(request) {
  return new Promise((good, bad) => {
    request.onsuccess = () => good(request.result);
    request.onerror = () => bad(request.error);
  });
}

const opened = new Promise((good, bad) => {
  const request = indexedDB.open(NAME, 1);
  request.onupgradeneeded = () => {
    const base = request.result;
    base.createObjectStore("known"); // what it knows, by name
    base.createObjectStore("queue", { keyPath: "n", autoIncrement: true }); // what it has to send, in its order
    base.createObjectStore("photos", { keyPath: "digest" });
  };
  request.onsuccess = () => good(request.result);
  request.onerror = () => bad(request.error);
});

async function within(store, mode, work) {
  const deal = (await opened).transaction(store, mode, { durability: "strict" });
  const done = new Promise((good, bad) => {
    deal.oncomplete = good;
    deal.onabort = deal.onerror = () => bad(deal.error);
  });
  const result = await asked(work(deal.objectStore(store)));
  await done;
  return result;
}

export const know = (name, value) => within("known", "readwrite", (store) => store.put(value, name));
export const known = (name) => within("known", "readonly", (store) => store.get(name));
export const enqueue = (entry) => within("queue", "readwrite", (store) => store.add(entry));
export const queued = () => within("queue", "readonly", (store) => store.getAll());
export const settle = (n) => within("queue", "readwrite", (store) => store.delete(n));
export const keepPhoto = (photo) => within("photos", "readwrite", (store) => store.put(photo));
export const photos = () => within("photos", "readonly", (store) => store.getAll());
export const dropPhoto = (digest) => within("photos", "readwrite", (store) => store.delete(digest));

export async function digestOf(content) {
  const hash = await crypto.subtle.digest("SHA-256", content);
  return [...new Uint8Array(hash)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
