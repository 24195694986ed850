// Sends what the telephone kept, in its order. The house carries each entry out once, however often it comes.
import * as store from "./store.js";

const AT_ONCE = 40;
const PATIENCE = 30_000;
let running = null;

export class SignedOut extends Error {}

function token() {
  return document.cookie.match(/(?:^|; )csrftoken=([^;]*)/)?.[1] ?? "";
}

async function ask(url, options = {}) {
  const answer = await fetch(url, {
    ...options,
    redirect: "manual",
    headers: { ...options.headers, "X-CSRFToken": token(), Accept: "application/json" },
    signal: AbortSignal.timeout(PATIENCE),
  });
  if (answer.type === "opaqueredirect" || answer.status === 403) throw new SignedOut();
  return answer;
}

// What is planned, for today and tomorrow; and how far this clock is off the house's.
export async function learn(urls) {
  const answer = await ask(urls.data);
  if (!answer.ok) throw new Error(String(answer.status));
  const data = await answer.json();
  data.off = Date.parse(data.at) - Date.now();
  await store.know("data", data);
  return data;
}

async function sendEntries(urls, me) {
  for (;;) {
    const mine = (await store.queued()).filter((one) => one.who === me).slice(0, AT_ONCE);
    if (!mine.length) return;
    const device = await deviceName();
    const body = JSON.stringify({
      device,
      sent_at: new Date().toISOString(),
      entries: mine.map(({ key, n, kind, at, off, round, words }) => ({ key, n, kind, at, off, round, words })),
    });
    const answer = await ask(urls.sync, { method: "POST", body, headers: { "Content-Type": "application/json" } });
    if (!answer.ok) throw new Error(String(answer.status));
    const { results } = await answer.json();
    const byKey = new Map(results.map((one) => [one.key, one]));
    let settled = 0;
    for (const one of mine) {
      const result = byKey.get(one.key);
      if (!result || result.outcome === "later") continue;
      if (result.outcome === "refused") await complain(one, result.sentence);
      await store.settle(one.n);
      settled += 1;
    }
    if (!settled) throw new Error("later");
  }
}

async function complain(entry, sentence) {
  const troubles = (await store.known("troubles")) ?? [];
  await store.know("troubles", [...troubles, { at: entry.at, sentence }].slice(-20));
}

async function sendPhotos(urls, me) {
  for (const photo of await store.photos()) {
    if (photo.who !== me) continue;
    const url = urls.photo.replace("0".repeat(64), photo.digest);
    const headers = { "Content-Type": "application/octet-stream" };
    const answer = await ask(url, { method: "POST", body: photo.content, headers });
    if (answer.status === 409) {
      const { code, sentence } = await answer.json();
      if (code === "half_sent") throw new Error(code);
      await complain({ at: photo.at }, sentence);
    } else if (!answer.ok) throw new Error(String(answer.status));
    await store.dropPhoto(photo.digest);
  }
}

async function deviceName() {
  let name = await store.known("device");
  if (!name) await store.know("device", (name = crypto.randomUUID()));
  return name;
}

// One run at a time. Says how it went: "sent", "waiting" for signal, or "signed-out".
export function sync(urls) {
  running ??= (async () => {
    try {
      const data = await learn(urls);
      await sendEntries(urls, data.me);
      await sendPhotos(urls, data.me);
      return { how: "sent", data: await learn(urls) };
    } catch (trouble) {
      return { how: trouble instanceof SignedOut ? "signed-out" : "waiting" };
    } finally {
      running = null;
    }
  })();
  return running;
}
