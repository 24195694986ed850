// The rounds of a guard, a cleaner, a gardener, on a telephone that may have no signal: everything is kept here first, then sent.
import * as store from "./store.js";
import { sync } from "./sync.js";
import * as tags from "./tags.js";

const root = document.getElementById("walk");
const urls = { data: root.dataset.data, sync: root.dataset.sync, photo: root.dataset.photo };
const words = root.dataset;
const say = (text, values = {}) => text.replace(/\{(\w+)\}/g, (_all, name) => values[name] ?? "");
const state = { data: null, rounds: [], how: "waiting", view: { name: "home" } };
let hearing = null; // listening for tags

// Small tools

const part = (name) => document.getElementById(`t-${name}`).content.firstElementChild.cloneNode(true);

function fill(node, texts) {
  for (const [name, text] of Object.entries(texts)) {
    const slots = [node, ...node.querySelectorAll("[data-is]")].filter((one) => one.dataset.is === name);
    for (const slot of slots) slot.textContent = text ?? "";
  }
  return node;
}

const on = (node, name, act) => node.querySelectorAll(`[data-does="${name}"]`).forEach((one) => one.addEventListener("click", act));
const clock = (at) => new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: state.data.zone }).format(new Date(at));
const now = () => new Date(Date.now() + (state.data?.off ?? 0));
const plan = (id) => state.data.plans.find((one) => one.id === id);

async function remember(round) {
  state.rounds = [round, ...state.rounds.filter((one) => one.key !== round.key)].slice(0, 60);
  await store.know("rounds", state.rounds);
}

// One thing that happened: kept with the time of this clock, and how far that is off.
async function happened(kind, round, said = {}, key = crypto.randomUUID()) {
  const off = state.data.off ?? 0;
  await store.enqueue({ key, kind, at: new Date().toISOString(), off, round, words: said, who: state.data.me });
  send();
}

let wait = 1000;
let again = 0;

async function send() {
  clearTimeout(again);
  await showQueue();
  const { how, data } = await sync(urls);
  state.how = how;
  if (data) state.data = data;
  const left = await showQueue();
  if (data && state.view.name === "home") show();
  wait = how === "sent" ? 1000 : Math.min(wait * 2, 60_000);
  if (left && how !== "signed-out") again = setTimeout(send, how === "sent" ? 0 : wait);
}

async function showQueue() {
  const mine = (one) => one.who === state.data?.me;
  const waiting = (await store.queued()).filter(mine).length + (await store.photos()).filter(mine).length;
  const line = document.getElementById("queue");
  const text = waiting ? say(words.waiting, { count: waiting }) : state.how === "sent" ? words.sent : words.nothing;
  line.textContent = state.how === "signed-out" ? words.signedOut : text;
  line.className = `tag ${state.how === "signed-out" ? "late" : waiting ? "soon" : "jade"}`;
  document.getElementById("sign-in").hidden = state.how !== "signed-out";
  root.dataset.queued = waiting;
  return waiting;
}

// What there is to do

function running() {
  return state.rounds.filter((one) => one.who === state.data.me && !one.finished && !one.left && plan(one.plan));
}

// Slots that have opened, the last of each plan: a round counts for that one.
function due() {
  const opened = state.data.slots.filter((one) => new Date(one.opens) <= now() && plan(one.plan));
  const last = new Map(opened.sort((a, b) => (a.opens < b.opens ? -1 : 1)).map((one) => [one.plan, one]));
  return [...last.values()].filter((one) => !done(one)).sort((a, b) => (a.due < b.due ? -1 : 1));
}

function done(slot) {
  return state.rounds.find((one) => one.who === state.data.me && one.plan === slot.plan && one.slot === slot.starts && !one.left);
}

function home() {
  const page = part("home");
  const list = page.querySelector("[data-list]");
  for (const round of running()) list.append(card(plan(round.plan), words.running, "jade", () => open(round), `${proved(round)} / ${plan(round.plan).stops.length}`));
  const at = now();
  for (const task of state.data.tasks) {
    if (state.rounds.some((one) => one.key === task.round)) continue;
    const label = task.redo ? words.redo : task.announced ? say(words.from, { time: clock(task.starts) }) : words.unannounced;
    list.append(card(plan(task.plan), label, task.redo ? "late" : task.announced ? "" : "soon", () => begin(task.plan, task), task.remark));
  }
  for (const slot of due()) {
    const late = new Date(slot.due) < at;
    const label = say(late ? words.late : words.by, { time: clock(slot.due) });
    list.append(card(plan(slot.plan), label, late ? "late" : "jade", () => begin(slot.plan, slot), slot.by));
  }
  if (!list.children.length) page.querySelector("[data-empty]").hidden = false;
  const later = page.querySelector("[data-later]");
  const coming = state.data.slots.filter((one) => new Date(one.opens) > at && plan(one.plan)).slice(0, 12);
  page.querySelector("[data-fold]").hidden = !coming.length;
  for (const slot of coming) later.append(card(plan(slot.plan), say(words.from, { time: clock(slot.starts) }), "", null));
  showTroubles(page);
  on(page, "find", () => go({ name: "find", round: null }));
  return page;
}

function card(its, label, tone, act, more = "") {
  const node = fill(part("card"), { name: its.name, sort: its.sort, label, more });
  node.querySelector("[data-is=label]").className = `tag ${tone}`;
  if (act) node.addEventListener("click", act);
  else node.disabled = true;
  return node;
}

async function showTroubles(page) {
  const troubles = (await store.known("troubles")) ?? [];
  const list = page.querySelector("[data-troubles]");
  for (const one of troubles) list.append(fill(part("trouble"), { sentence: `${clock(one.at)} ${one.sentence}` }));
  page.querySelector("[data-seen]").hidden = !troubles.length;
  on(page, "seen", async () => (await store.know("troubles", []), show()));
}

// A round

async function begin(planId, slot) {
  const old = running().find((one) => one.plan === planId);
  if (old) return open(old);
  const round = { key: slot.round ?? crypto.randomUUID(), plan: planId, slot: slot.round ? null : slot.starts, began: new Date().toISOString(), scans: {}, who: state.data.me };
  await remember(round);
  await happened("start", round.key, { plan: planId });
  open(round);
}

const open = (round) => go({ name: "round", key: round.key });
const proved = (round) => Object.keys(round.scans).length;

function round({ key }) {
  const its = state.rounds.find((one) => one.key === key);
  const of = plan(its.plan);
  const left = of.stops.filter((stop) => !its.scans[stop.point]);
  const page = fill(part("round"), { name: of.name, count: `${proved(its)} / ${of.stops.length}`, next: left[0]?.name ?? words.all });
  page.querySelector("progress").max = of.stops.length;
  page.querySelector("progress").value = proved(its);
  const list = page.querySelector("[data-list]");
  for (const stop of of.stops) {
    const scan = its.scans[stop.point];
    const node = fill(part("stop"), { name: stop.name, order: stop.order, when: scan ? clock(scan.at) : "", how: scan ? words[scan.proof] : stop.broken ? words.broken : "" });
    node.classList.toggle("done", !!scan);
    node.querySelector("[data-does=hand]").hidden = !!scan;
    on(node, "hand", () => go({ name: "stop", key, point: stop.point, proof: "manual" }));
    list.append(node);
  }
  page.querySelector("[data-nfc]").hidden = !tags.hasNfc;
  page.querySelector("[data-codes]").hidden = !tags.hasCodes;
  page.querySelector("[data-camera]").hidden = tags.hasNfc || tags.hasCodes;
  on(page, "look", () => go({ name: "look", key }));
  on(page, "find", () => go({ name: "find", round: key }));
  on(page, "leave", () => go({ name: "leave", key }));
  on(page, "finish", () => (left.length ? go({ name: "finish", key }) : finish(its, "")));
  page.querySelector("[data-leave]").hidden = of.patrol;
  on(page, "back", () => go({ name: "home" }));
  hear(key);
  return page;
}

async function hear(key) {
  hearing?.abort();
  if (!tags.hasNfc) return;
  hearing = new AbortController();
  try {
    await tags.listen((text) => scanned(tags.said(text), "nfc", key), hearing.signal);
  } catch {
    // not allowed, or switched off: the code and the hand remain
  }
}

// A tag was read: whose point is it, and what is asked there?
async function scanned(tag, proof, key) {
  const mark = (await store.digestOf(new TextEncoder().encode(tag))).slice(0, 32);
  const rounds = key ? [state.rounds.find((one) => one.key === key)] : running();
  for (const its of rounds) {
    const stop = plan(its.plan).stops.find((one) => one.mark === mark);
    if (stop) return go({ name: "stop", key: its.key, point: stop.point, proof, tag });
  }
  const waiting = due().find((slot) => plan(slot.plan).stops.some((one) => one.mark === mark));
  if (!rounds.length && waiting) {
    await begin(waiting.plan, waiting);
    return scanned(tag, proof, null);
  }
  if (rounds.length === 1) return go({ name: "strange", key: rounds[0].key, tag, proof });
  return go({ name: "home", note: words.strange });
}

function strange({ key, tag, proof }) {
  const page = part("strange");
  on(page, "keep", async () => (await happened("scan", key, { proof, tag, answers: {}, place: await tags.place() }), go({ name: "round", key })));
  on(page, "back", () => go({ name: "round", key }));
  return page;
}

function stop({ key, point, proof, tag }) {
  const its = state.rounds.find((one) => one.key === key);
  const here = plan(its.plan).stops.find((one) => one.point === point);
  const page = fill(part("check"), { name: here.name, how: words[proof] });
  const where = tags.place();
  const items = page.querySelector("[data-items]");
  here.items.forEach((item, number) => items.append(asked(item, number)));
  const byHand = proof === "manual";
  page.querySelector("[data-why]").hidden = !byHand;
  const code = page.querySelector("[name=code]");
  const why = () => (page.querySelector("[name=note]").required = byHand && !here.broken && (plan(its.plan).patrol || !!code.value.trim()));
  const broken = () => {
    page.querySelector("[data-broken]").hidden = !byHand || !here.broken;
    page.querySelector("[data-faults]").hidden = !!here.broken;
    why();
  };
  broken();
  for (const button of page.querySelectorAll("[data-fault]"))
    button.addEventListener("click", async () => {
      here.broken = true;
      broken();
      await happened("tag", key, { point, fault: button.dataset.fault });
      await store.know("data", state.data);
    });
  code.addEventListener("input", () => (why(), code.setCustomValidity(!code.value.trim() || tags.isCode(code.value) ? "" : words.slip)));
  page.querySelector("[name=photo]").required = here.picture === "always";
  page.addEventListener("submit", async (e) => {
    e.preventDefault();
    page.querySelector("[type=submit]").disabled = true; // once is enough
    const form = new FormData(page);
    const answers = Object.fromEntries(here.items.map((item, number) => [item.key, answer(item, form.get(`item${number}`))]).filter(([, value]) => value !== null));
    const photos = await keep(form.getAll("photo"));
    const soon = new Promise((good) => setTimeout(good, 1200, null)); // a proof is not put at risk for a place
    const typed = byHand ? (form.get("code") ?? "").trim() : "";
    const how = typed ? "typed" : proof;
    const said = { proof: how, answers, photos, note: form.get("note") ?? "", place: await Promise.race([where, soon]) };
    await happened("scan", key, byHand ? { ...said, point, ...(typed && { code: typed }) } : { ...said, tag });
    its.scans[point] = { at: new Date().toISOString(), proof: how };
    await remember(its);
    const of = plan(its.plan);
    if (!of.patrol && proved(its) === of.stops.length) return finish(its, "");
    go({ name: "round", key });
  });
  on(page, "back", () => go({ name: "round", key }));
  return page;
}

function asked(item, number) {
  const node = fill(part(item.choices.length ? "choice" : item.kind), { asks: item.asks, unit: item.unit });
  const name = `item${number}`;
  for (const input of node.querySelectorAll("input")) input.name = name;
  const first = node.querySelector("input");
  if (item.choices.length) {
    const box = node.querySelector("[data-choices]");
    for (const one of item.choices) {
      const choice = fill(part("chip"), { text: one });
      Object.assign(choice.querySelector("input"), { name, value: one, required: item.must });
      box.append(choice);
    }
  } else if (item.kind === "number") {
    first.step = "any";
    first.required = item.must;
  } else if (item.kind === "text") first.required = item.must;
  else node.querySelectorAll("input").forEach((one) => (one.required = true));
  return node;
}

function answer(item, value) {
  if (value === null || value === "") return null;
  return item.kind === "pass" ? value === "yes" : item.kind === "number" ? Number(value) : value;
}

function finishing({ key }) {
  const its = state.rounds.find((one) => one.key === key);
  const page = part("finish");
  const list = page.querySelector("[data-list]");
  for (const one of plan(its.plan).stops) if (!its.scans[one.point]) list.append(Object.assign(document.createElement("li"), { textContent: one.name }));
  page.addEventListener("submit", (e) => (e.preventDefault(), finish(its, new FormData(page).get("note"))));
  on(page, "back", () => go({ name: "round", key }));
  return page;
}

async function finish(its, note) {
  await happened("finish", its.key, { note });
  await remember({ ...its, finished: new Date().toISOString() });
  go({ name: "home", note: say(words.finished, { name: plan(its.plan).name }) });
}

function leaving({ key }) {
  const page = part("leave");
  page.addEventListener("submit", async (e) => {
    e.preventDefault();
    await happened("leave", key, { note: new FormData(page).get("note") });
    await remember({ ...state.rounds.find((one) => one.key === key), left: true });
    go({ name: "home" });
  });
  on(page, "back", () => go({ name: "round", key }));
  return page;
}

function looking({ key }) {
  const page = part("look");
  const stop = new AbortController();
  const back = () => (stop.abort(), go({ name: "round", key }));
  on(page, "back", back);
  tags.look(page.querySelector("video"), stop.signal).then((text) => text && scanned(tags.said(text), "qr", key), back);
  return page;
}

// Something out of order

function find({ round: key }) {
  const its = state.rounds.find((one) => one.key === key);
  const page = part("find");
  const box = page.querySelector("[data-choices]");
  const choices = its ? plan(its.plan).categories : state.data.categories;
  choices.forEach((one, number) => {
    const chip = fill(part("chip"), { text: one.name });
    Object.assign(chip.querySelector("input"), { name: "category", value: one.key, required: true, checked: number === 0 });
    box.append(chip);
  });
  const last = its && Object.entries(its.scans).sort(([, a], [, b]) => (a.at < b.at ? 1 : -1))[0];
  page.addEventListener("submit", async (e) => {
    e.preventDefault();
    const form = new FormData(page);
    const said = { kind: form.get("kind"), category: form.get("category"), words: form.get("words"), photos: await keep(form.getAll("photo")) };
    await happened("finding", key ?? "", last ? { ...said, point: Number(last[0]) } : said);
    go({ ...(key ? { name: "round", key } : { name: "home" }), note: words.found });
  });
  on(page, "back", () => go(key ? { name: "round", key } : { name: "home" }));
  return page;
}

async function keep(files) {
  const digests = [];
  for (const file of files) {
    if (!file.size) continue;
    const content = await file.arrayBuffer();
    const digest = await store.digestOf(content);
    await store.keepPhoto({ digest, content, who: state.data.me, at: new Date().toISOString() });
    digests.push(digest);
  }
  return digests;
}

// Showing

const VIEWS = { home, round, stop, finish: finishing, leave: leaving, look: looking, find, strange };

function go(view) {
  hearing?.abort();
  state.view = view;
  show();
  scrollTo(0, 0);
  document.querySelector("#walk h1, #walk h2")?.focus();
}

function show() {
  const page = VIEWS[state.view.name](state.view);
  const note = state.view.note ? [fill(part("note"), { text: state.view.note })] : [];
  root.replaceChildren(...note, page);
  root.dataset.view = state.view.name;
}

async function start() {
  state.data = (await store.known("data")) ?? null;
  state.rounds = (await store.known("rounds")) ?? [];
  navigator.serviceWorker?.register(words.worker, { scope: words.scope }).catch(() => {});
  navigator.storage?.persist?.();
  if (!state.data) {
    const { how, data } = await sync(urls);
    state.how = how;
    if (!data) return void setTimeout(start, 3000);
    state.data = data;
  }
  const mine = state.rounds.filter((one) => Date.now() - Date.parse(one.began) < 36 * 3600_000);
  state.rounds = mine;
  const tag = location.pathname.startsWith(words.point) ? tags.said(location.pathname) : "";
  if (tag) {
    history.replaceState(null, "", words.scope);
    await scanned(tag, "qr", null);
  } else show();
  send();
}

addEventListener("online", send);
document.addEventListener("visibilitychange", () => document.hidden || send());
setInterval(() => navigator.onLine && send(), 20_000);
setInterval(() => state.view.name === "home" && state.data && show(), 60_000);
start();
