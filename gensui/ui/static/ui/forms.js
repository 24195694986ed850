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
      field.value = value;
      field.dispatchEvent(new Event("input", { bubbles: true }));
      field.dispatchEvent(new Event("change", { bubbles: true }));
    }
  }
});
