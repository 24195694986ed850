// Says when the connection is gone, and takes it back when it returns.
const banner = document.getElementById("offline");
const show = (gone) => banner && (banner.hidden = !gone);
addEventListener("offline", () => show(true));
addEventListener("online", () => show(false));
document.addEventListener("htmx:sendError", () => show(true));
document.addEventListener("htmx:afterOnLoad", () => show(false));
