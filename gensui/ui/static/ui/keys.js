// One key for each door: letters open what carries data-key, / goes to the search, j and k walk a list, ? shows the keys.
const typing = (e) => e.target.closest("input, textarea, select, [contenteditable]");

function walk(step) {
  const rows = [...document.querySelectorAll(".rows > li a, .foundlist button, .foundlist a")];
  if (!rows.length) return;
  const at = rows.indexOf(document.activeElement);
  rows[Math.min(Math.max(at + step, 0), rows.length - 1)].focus();
}

document.addEventListener("keydown", (e) => {
  if (e.ctrlKey || e.metaKey || e.altKey) return;
  if (e.key === "Escape" && typing(e)) return e.target.blur();
  if (typing(e)) return;
  if (e.key === "j" || e.key === "k") return walk(e.key === "j" ? 1 : -1);
  if (e.key === "?") return document.getElementById("keys")?.showModal();
  const wanted = e.key === "/" ? "[data-search]" : `[data-key="${CSS.escape(e.key.toUpperCase())}"]`;
  const door = document.querySelector(wanted);
  if (!door) return;
  e.preventDefault();
  if (e.key === "/") door.focus();
  else door.click();
});

for (const button of document.querySelectorAll("[data-opens]")) {
  button.hidden = false;
  button.addEventListener("click", () => document.getElementById(button.dataset.opens).showModal());
}

// Where the style sheet cannot open the menu by itself, this does.
const menu = document.querySelector("details.menu");
if (menu && !CSS.supports("selector(::details-content)") && matchMedia("(min-width: 901px)").matches) menu.open = true;
