// While the index and the boards of a large record are being made, the page tells how far it has come, and opens when it is done.

const told = document.querySelector("[data-preparing]");
const bar = told?.querySelector("progress");
const EVERY_MS = 2000;

/** Ask how far it has come; what cannot be asked is asked again. */
async function look() {
  try {
    const answer = await fetch("/preparing", { headers: { accept: "application/json" } });
    if (answer.redirected || !answer.ok) return;
    const now = await answer.json();
    if (now.ready) {
      location.reload();
      return;
    }
    const number = new Intl.NumberFormat(document.documentElement.lang);
    bar.max = now.whole;
    bar.value = now.done;
    told.querySelector("[data-taken]").textContent = number.format(now.done);
    told.querySelector("[data-whole]").textContent = number.format(now.whole);
    for (const part of told.querySelectorAll("[data-part]")) part.hidden = Number(part.dataset.part) !== now.part;
  } catch {
    // the server is away for the moment
  }
}

if (told && bar) setInterval(look, EVERY_MS);
