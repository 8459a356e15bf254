// The inbox and an incident's page: single keys, signs of life for a lease, forms that wait while the server is away.
//
// Single keys work only while no field has the focus, and can be turned off (WCAG 2.1.4): that choice alone is kept in the browser.
// What is typed stays in the page, never in a store of the browser: it may tell of what is closed.

const CHOICE = "holdfire-keys";
const SIGN_MS = 60_000; // an open page gives a sign of life every minute; a lease ends after five without
const AGAIN_MS = 5_000;
const room = document.querySelector("[data-review]");
const help = document.querySelector("[data-keys]");
const box = document.querySelector("[data-keys-on]");

function chosen() {
  try {
    return localStorage.getItem(CHOICE) !== "off";
  } catch {
    return true;
  }
}

let keys = chosen();
if (box) {
  document.querySelector("[data-keys-choice]").hidden = false;
  box.checked = keys;
  box.addEventListener("change", () => {
    keys = box.checked;
    try {
      localStorage.setItem(CHOICE, keys ? "on" : "off");
    } catch { /* a browser that keeps nothing asks again next time */ }
  });
}

/** Whether somebody is typing or choosing: then a key is theirs. */
function busy(target) {
  return target.closest?.("input, textarea, select, [contenteditable], dialog") !== null;
}

const rows = [...document.querySelectorAll("[data-row]")];
let at = -1;

function go(step) {
  if (!rows.length) return;
  rows[at]?.classList.remove("current");
  at = Math.max(0, Math.min(rows.length - 1, at + step));
  rows[at].classList.add("current");
  rows[at].querySelector("a").focus();
  rows[at].scrollIntoView({ block: "nearest" });
}

/** Press a button by its key. What asks for a reason goes there first. */
function press(key) {
  const button = document.querySelector(`button[data-key="${key}"]`);
  if (!button) return false;
  const why = button.form?.querySelector("[name=why][required]");
  if (why && !why.value.trim()) why.focus();
  else button.form.requestSubmit(button);
  return true;
}

const does = {
  j: () => go(1),
  k: () => go(-1),
  a: () => press("a"),
  r: () => press("r"),
  u: () => press("u"),
  n: () => press("n"),
  l: () => document.querySelector("#f-sought")?.focus(),
  "?": () => {
    help.open = !help.open;
    if (help.open) help.querySelector("summary").focus();
  },
};

document.addEventListener("keydown", (event) => {
  if (!keys || !room || event.ctrlKey || event.metaKey || event.altKey || busy(event.target)) return;
  if (does[event.key]) {
    event.preventDefault();
    does[event.key]();
  }
});

// After a decision the next claim comes up: the focus is on its heading, so that it is read out and Tab goes on from there.
if (room?.dataset.review === "claim" && !document.querySelector("[role=alert]") && !location.hash) {
  document.querySelector("#claim-h")?.focus({ preventScroll: true });
}
document.querySelector("p[role=alert]")?.scrollIntoView({ block: "nearest" });
if (document.querySelector(".spots")) document.querySelector(".spots input:checked")?.focus();

// A sign of life while the page is looked at.
if (room?.dataset.claim) {
  setInterval(() => {
    if (document.hidden) return;
    const body = new URLSearchParams({ form: room.dataset.form, claim: room.dataset.claim });
    fetch("/queue/keep", { method: "POST", body }).catch(() => {});
  }, SIGN_MS);
}

// Pictures are fetched only when their warning is opened.
for (const picture of document.querySelectorAll("[data-picture]")) {
  picture.addEventListener("toggle", () => {
    if (!picture.open || picture.querySelector("img")) return;
    const shown = document.createElement("img");
    shown.src = picture.dataset.picture;
    shown.alt = picture.querySelector("summary").textContent;
    picture.append(shown);
  });
}

// --- a server that is away

const kept = document.querySelector("[data-kept]");
let waiting = null;

/** Send a form as the browser would, once the server answers: what was typed stays in its fields meanwhile. */
function send(form, button) {
  waiting = null;
  if (kept) kept.hidden = true;
  form.dataset.sure = "true";
  form.requestSubmit(button ?? undefined);
}

async function answers() {
  try {
    return (await fetch("/health", { cache: "no-store" })).ok;
  } catch {
    return false;
  }
}

async function again() {
  if (!waiting) return;
  if (await answers()) send(...waiting);
  else setTimeout(again, AGAIN_MS);
}

for (const form of document.querySelectorAll("form[data-keep]")) {
  form.addEventListener("submit", async (event) => {
    if (form.dataset.sure) {
      delete form.dataset.sure;
      return;
    }
    event.preventDefault();
    if (waiting) return;
    waiting = [form, event.submitter];
    if (await answers()) {
      send(...waiting);
      return;
    }
    kept.hidden = false;
    kept.scrollIntoView({ block: "nearest" });
    setTimeout(again, AGAIN_MS);
  });
}
addEventListener("online", again);
addEventListener("beforeunload", (event) => {
  if (waiting) event.preventDefault();
});
