// The form on a phone: what is filled in is kept on the phone first, and sent when there is a server, each once.
//
// `waiting` holds submissions by their keys: their answers, their pictures, when they were kept, what became of them. `drafts` holds
// what is being written. Answers and pictures of a submission are removed as soon as the server says that it holds them, and that
// the digests of the pictures are those of ours.

const box = document.querySelector("[data-waiting]");
const say = box.dataset;
const state = box.querySelector("[data-state]");
const list = box.querySelector("[data-list]");
const forms = [...document.querySelectorAll("[data-form]")];
let sending = false;

/** The store on the phone. */
function opened() {
  return new Promise((done, failed) => {
    const asked = indexedDB.open("holdfire-form", 1);
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore("waiting", { keyPath: "key" });
      asked.result.createObjectStore("drafts");
    };
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => failed(asked.error);
  });
}
const store = opened();

/** One step in the store, settled when it is on the disk. */
async function step(name, mode, act) {
  const all = (await store).transaction(name, mode, { durability: "strict" });
  const asked = act(all.objectStore(name));
  return new Promise((done, failed) => {
    all.oncomplete = () => done(asked?.result);
    all.onerror = all.onabort = () => failed(all.error);
  });
}

/** SHA-256 of a file, in hex. */
async function digest(file) {
  const bytes = new Uint8Array(await crypto.subtle.digest("SHA-256", await file.arrayBuffer()));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Show what waits and what was sent. */
async function shown() {
  const all = (await step("waiting", "readonly", (kept) => kept.getAll())) ?? [];
  box.hidden = all.length === 0;
  list.replaceChildren(
    ...all
      .sort((a, b) => a.at.localeCompare(b.at))
      .map((one) => {
        const line = document.createElement("li");
        line.dataset.state = one.state;
        const time = document.createElement("bdi");
        time.textContent = new Date(one.at).toLocaleString(document.documentElement.lang);
        const word = { sent: say.sent, waits: say.waits, refused: `${say.why} ${one.why ?? ""}` }[one.state];
        line.append(`${one.title}, `, time, `: ${word}`);
        if (one.state === "refused") line.append(" ", again(one));
        return line;
      }),
  );
}

/** Put answers into their form; pictures are to be chosen anew. */
function fill(form, fields) {
  for (const [name, value] of fields) if (form.elements[name] && name !== "which") form.elements[name].value = value;
  asked(form);
}

/** The way back into the form for a submission that was not taken. It leaves the list only when it is in the form. */
function again(one) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "quiet";
  button.textContent = say.again;
  button.addEventListener("click", async () => {
    const form = forms.find((each) => each.dataset.form === one.which);
    form.closest("details").open = true;
    fill(form, one.fields);
    await draft(form);
    await step("waiting", "readwrite", (kept) => kept.delete(one.key));
    await shown();
    form.querySelector("input:not([type=hidden]), select").focus();
  });
  return button;
}

/** What a form holds, as it is sent. Pictures go by their names in the form. */
function answers(form) {
  const fields = [];
  const files = [];
  for (const [name, value] of new FormData(form)) {
    if (value instanceof File) {
      if (value.size) files.push([name, value]);
    } else if (!["form", "key"].includes(name)) fields.push([name, value]);
  }
  return { fields, files };
}

/** Keep a submission on the phone, then try to send it. */
async function keep(form) {
  const { fields, files } = answers(form);
  const at = new Date().toISOString();
  const pictures = [];
  for (const [name, file] of files) pictures.push({ name, file, digest: await digest(file) });
  const one = { key: crypto.randomUUID(), which: form.dataset.form, title: form.dataset.title, at, fields: [...fields, ["end", at]], pictures, state: "waits" };
  await step("waiting", "readwrite", (kept) => kept.put(one));
  await step("drafts", "readwrite", (kept) => kept.delete(form.dataset.form));
  form.reset();
  for (const small of form.querySelectorAll("[data-digest]")) small.textContent = "";
  asked(form);
  state.textContent = say.stored;
  await shown();
  box.scrollIntoView({ block: "start" });
  await send();
}

/** Send one submission. Returns what became of it. */
async function sent(one, secret) {
  const body = new FormData();
  body.append("form", secret);
  body.append("key", one.key);
  for (const [name, value] of one.fields) body.append(name, value);
  for (const { name, file } of one.pictures) body.append(name, file, file.name);
  const answer = await fetch("/form", { method: "POST", body, headers: { Accept: "application/json" } });
  if (answer.status === 422) return { ...one, state: "refused", why: (await answer.json()).why };
  if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
  const told = await answer.json();
  const whole = one.pictures.every((picture) => told.pictures.includes(picture.digest));
  if (told.kept + told.held !== 1 || !whole) throw new Error("not held");
  return { key: one.key, title: one.title, at: one.at, which: one.which, state: "sent" };
}

/** Send all that waits, one after the other, in one window alone. */
async function send() {
  if (sending) return;
  sending = true;
  try {
    await navigator.locks.request("holdfire-form", async () => {
      const all = (await step("waiting", "readonly", (kept) => kept.getAll())) ?? [];
      const waits = all.filter((one) => one.state === "waits");
      if (!waits.length) return;
      const door = await fetch("/form/now", { redirect: "manual" });
      if (door.type === "opaqueredirect" || door.status === 403) {
        state.textContent = say.door;
        return;
      }
      const { form: secret } = await door.json();
      for (const one of waits) {
        const after = await sent(one, secret);
        await step("waiting", "readwrite", (kept) => kept.put(after));
      }
      state.textContent = "";
    });
  } catch {
    state.textContent = say.away;
  } finally {
    sending = false;
    await shown();
  }
}

/** Ask what is asked, given the other answers; what is not asked is not sent. */
function asked(form) {
  for (const question of form.querySelectorAll("[data-question]")) {
    const field = question.querySelector("input, select, textarea");
    let relevant = true;
    if (question.dataset.when) {
      const other = form.elements[question.dataset.when]?.value ?? "";
      relevant = (other === question.dataset.value) === (question.dataset.sign === "=");
    }
    question.hidden = !relevant;
    field.disabled = !relevant;
    field.required = relevant && "required" in question.dataset;
  }
}

/** Ask the phone once where it is: the position with its accuracy, and nothing is watched or kept beside the answer. */
function locate(point) {
  const told = point.querySelector("[data-located]");
  const [lat, lon, metres] = point.querySelectorAll("input");
  navigator.geolocation.getCurrentPosition(
    ({ coords }) => {
      lat.value = coords.latitude.toFixed(6);
      lon.value = coords.longitude.toFixed(6);
      metres.value = String(Math.ceil(coords.accuracy));
      told.textContent = "✓";
      lat.dispatchEvent(new Event("input", { bubbles: true }));
    },
    () => (told.textContent = say.noplace),
    { enableHighAccuracy: true, maximumAge: 0, timeout: 30000 },
  );
}

/** Keep what is being written, so that a closed page loses nothing. */
async function draft(form) {
  const { fields } = answers(form);
  await step("drafts", "readwrite", (kept) => kept.put(fields, form.dataset.form));
}

for (const form of forms) {
  const zone = form.elements.zone;
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (own && ![...zone.options].some((option) => option.value === own)) zone.add(new Option(own, own));
  const before = await step("drafts", "readonly", (kept) => kept.get(form.dataset.form)).catch(() => undefined);
  fill(form, before ?? []);
  form.addEventListener("input", () => {
    asked(form);
    draft(form).catch(() => {});
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    keep(form).catch(() => {
      box.hidden = false;
      state.textContent = say.full;
    });
  });
  for (const file of form.querySelectorAll('input[type="file"]')) {
    file.addEventListener("change", async () => {
      const small = file.parentElement.querySelector("[data-digest]");
      small.textContent = file.files[0] ? `SHA-256 ${await digest(file.files[0])}` : "";
    });
  }
  for (const point of form.querySelectorAll("[data-point]")) {
    point.querySelector("[data-scripted]").hidden = !("geolocation" in navigator);
    point.querySelector("[data-locate]").addEventListener("click", () => locate(point));
  }
}

box.querySelector("[data-send]").addEventListener("click", send);
box.querySelector("[data-forget]").addEventListener("click", async () => {
  const all = (await step("waiting", "readonly", (kept) => kept.getAll())) ?? [];
  for (const one of all.filter((each) => each.state === "sent")) await step("waiting", "readwrite", (kept) => kept.delete(one.key));
  await shown();
});
addEventListener("online", send);
setInterval(() => document.visibilityState === "visible" && send(), 30000);
if ("serviceWorker" in navigator) {
  navigator.serviceWorker.register("/form-worker.js", { scope: "/form" }).catch(() => {});
  navigator.serviceWorker.ready.then(() => (document.body.dataset.offlineReady = "yes"));
}
document.body.dataset.formReady = "yes";
await shown();
await send();
