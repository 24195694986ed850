// Counts every clock on the page down, each second, and calls it late once its time has passed.
const two = (n) => String(n).padStart(2, "0");

function said(seconds, words) {
  const s = Math.abs(seconds);
  if (s < 3600) return `${Math.floor(s / 60)}:${two(s % 60)}`;
  if (s < 86400) return `${Math.floor(s / 3600)}:${two(Math.floor((s % 3600) / 60))}:${two(s % 60)}`;
  return `${Math.floor(s / 86400)} ${words.days} ${Math.floor((s % 86400) / 3600)}:${two(Math.floor((s % 3600) / 60))}`;
}

function tick() {
  if (document.hidden) return;
  const words = document.documentElement.dataset;
  for (const time of document.querySelectorAll("time[data-countdown]")) {
    const left = Math.round((new Date(time.dateTime) - Date.now()) / 1000);
    time.textContent = (left < 0 ? `${words.late} ` : "") + said(left, words);
    const clock = time.closest(".clock");
    if (left < 0 && clock && !clock.classList.contains("late")) {
      clock.classList.remove("running", "soon");
      clock.classList.add("late");
    }
  }
}

setInterval(tick, 1000);
document.addEventListener("visibilitychange", tick);
document.addEventListener("htmx:afterSwap", tick);
tick();
