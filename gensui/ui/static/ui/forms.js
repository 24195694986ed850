// A form is sent once, warns before what was typed is lost, and keeps a draft where it is told to.
const sending = new WeakSet();

document.addEventListener("submit", (e) => {
  const form = e.target;
  if (form.method !== "post" || e.defaultPrevented) return;
  if (sending.has(form)) return e.preventDefault();
  sending.add(form);
  if (form.dataset.draftUrl) stopKeeping();
  form.removeAttribute("data-changed");
  for (const button of form.querySelectorAll("button:not([type=button])")) button.setAttribute("aria-busy", "true");
  setTimeout(() => release(form), 8000);
});

function release(form) {
  sending.delete(form);
  for (const button of form.querySelectorAll("[aria-busy]")) button.removeAttribute("aria-busy");
}

addEventListener("pageshow", (e) => {
  if (e.persisted) document.querySelectorAll("form").forEach(release);
});
document.addEventListener("htmx:afterRequest", (e) => e.target.closest?.("form") && release(e.target.closest("form")));

document.addEventListener("input", (e) => {
  const form = e.target.closest("form[data-keep], form[data-draft-url]");
  if (!form) return;
  form.setAttribute("data-changed", "");
  if (form.dataset.draftUrl) keepSoon(form);
});
addEventListener("beforeunload", (e) => {
  if (document.querySelector("form[data-keep][data-changed]:not([data-draft-url])")) e.preventDefault();
});

// A form that is being sent keeps no draft: a draft saved after the submit would bring its used key back.
let timer;
let keeping;
function keepSoon(form) {
  clearTimeout(timer);
  if (!sending.has(form)) timer = setTimeout(() => keep(form), 1200);
}
function stopKeeping() {
  clearTimeout(timer);
  keeping?.abort();
}
async function keep(form) {
  const saved = form.querySelector(".saved");
  keeping = new AbortController();
  try {
    const answer = await fetch(form.dataset.draftUrl, { method: "POST", body: new FormData(form), signal: keeping.signal });
    if (saved && answer.ok) saved.textContent = await answer.text();
  } catch (trouble) {
    if (saved && trouble.name !== "AbortError") saved.textContent = form.dataset.notSaved ?? "";
  }
}

// A category, a person, a home: found by typing, put into the form by a button that names the field.
document.addEventListener("click", (e) => {
  const pick = e.target.closest("button[data-fills]");
  if (!pick) return;
  for (const [name, value] of Object.entries(JSON.parse(pick.dataset.fills))) {
    const field = document.querySelector(`[name="${CSS.escape(name)}"]`);
    if (field) {
      field.value = field.dataset.taken = value;
      field.dispatchEvent(new Event("input", { bubbles: true }));
      field.dispatchEvent(new Event("change", { bubbles: true }));
    }
  }
});

// Enter in such a search takes the first that is found for what is typed, as soon as it is there, and sends no form.
const foundFor = new WeakMap();
let wanted = null;
const takeFirst = (list) => list.querySelector("button[data-fills]")?.click();
document.addEventListener("htmx:afterSwap", (e) => {
  const list = e.detail.target;
  foundFor.set(list, new URL(e.detail.pathInfo?.finalRequestPath ?? "", location.href).searchParams);
  if (wanted?.list !== list || foundFor.get(list).get(wanted.search.name) !== wanted.typed) return;
  const { search, typed } = wanted;
  wanted = null;
  if (search.value === typed) takeFirst(list);
});
document.addEventListener("keydown", (e) => {
  const search = e.target.closest("form input[type=search][hx-target]");
  if (!search || e.key !== "Enter" || e.isComposing) return;
  e.preventDefault();
  const list = document.querySelector(search.getAttribute("hx-target"));
  const typed = search.value;
  if (!typed.trim() || [search.defaultValue, search.dataset.taken].includes(typed)) return;
  if (foundFor.get(list)?.get(search.name) === typed) takeFirst(list);
  else wanted = { search, list, typed };
});

// A long list of choices is narrowed by typing. What is chosen stays; a browser hides no option, so the others are taken out.
for (const box of document.querySelectorAll("[data-narrow]")) {
  const lists = box.matches("select") ? [box] : [...box.querySelectorAll("select")];
  const all = new Map(lists.map((list) => [list, [...list.options]]));
  const search = document.createElement("input");
  search.type = "search";
  search.placeholder = box.dataset.narrow;
  search.setAttribute("aria-label", box.dataset.narrow);
  search.addEventListener("input", (e) => {
    e.stopPropagation(); // it is no part of the form
    const typed = search.value.trim().toLowerCase();
    for (const [list, options] of all) {
      const chosen = new Set(list.selectedOptions);
      const stays = (one) => chosen.has(one) || one.value === "" || one.text.toLowerCase().includes(typed);
      list.replaceChildren(...options.filter(stays));
      for (const one of list.options) one.selected = chosen.has(one);
    }
  });
  search.addEventListener("keydown", (e) => e.key === "Enter" && e.preventDefault());
  if (box.matches("select")) box.before(search);
  else box.querySelector("legend").after(search);
}

// What a plan costs in all, as it is typed. A price that is left empty is the one of the list.
const sum = document.getElementById("sum");
if (sum) {
  const prices = JSON.parse(document.getElementById("prices").textContent);
  const form = sum.closest("form");
  const read = (name) => form.elements[name]?.value.trim() ?? "";
  const add = () => {
    let total = 0;
    for (let row = 0; form.elements[`item${row}`]; row++) {
      const item = read(`item${row}`);
      if (item) total += Number(read(`quantity${row}`) || 1) * Number(read(`price${row}`) || prices[item]);
    }
    for (let row = 0; form.elements[`other${row}`]; row++) {
      if (read(`other${row}`)) total += Number(read(`othercount${row}`) || 1) * Number(read(`otherprice${row}`));
    }
    sum.textContent = `${sum.dataset.says}: ¥${total.toFixed(2)}`;
  };
  form.addEventListener("change", (e) => {
    const row = /^item(\d+)$/.exec(e.target.name)?.[1];
    const price = row && form.elements[`price${row}`];
    if (price?.value) price.value = prices[e.target.value] ?? ""; // it was the price of another item
  });
  form.addEventListener("input", add);
  form.addEventListener("change", add);
  add();
}
