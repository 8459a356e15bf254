// Checks of the record in the browser: what the server says is believed only where it proves it.
//
// The head is a signed note (C2SP), its signature Ed25519; proofs are those of RFC 9162. The head that was seen last is kept in this
// browser, so that a record which was rewritten since is told, with both heads to show for it.

const encoder = new TextEncoder();
const sha256 = async (...parts) => {
  const whole = new Uint8Array(parts.reduce((n, part) => n + part.length, 0));
  parts.reduce((at, part) => (whole.set(part, at), at + part.length), 0);
  return new Uint8Array(await crypto.subtle.digest("SHA-256", whole));
};
const node = (left, right) => sha256([1], left, right);
const same = (a, b) => a.length === b.length && a.every((x, i) => x === b[i]);
const bytes = (text) => Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));
const half = (n) => Math.floor(n / 2);

/** Origin, size, root and signatures of a note. */
export function noteOf(text) {
  const cut = text.lastIndexOf("\n\n");
  const [origin, size, root] = text.slice(0, cut).split("\n");
  const signatures = text.slice(cut + 2).trimEnd().split("\n").map((line) => {
    const [, name, blob] = /^— (\S+) (\S+)$/.exec(line);
    const raw = bytes(blob);
    return { name, mark: raw.slice(0, 4), blob: raw.slice(4) };
  });
  return { text: text.slice(0, cut + 1), origin, size: Number(size), root: bytes(root), signatures };
}

/** The key of those given that signed the note, or undefined. A key is the origin's first where its digest ends the origin. */
export async function signer(note, keys) {
  for (const key of keys) {
    const raw = bytes(key.raw);
    const mark = (await sha256(encoder.encode(`${note.origin}\n`), [1], raw)).slice(0, 4);
    for (const signature of note.signatures) {
      if (signature.name !== note.origin || !same(signature.mark, mark)) continue;
      const known = await crypto.subtle.importKey("raw", raw, { name: "Ed25519" }, false, ["verify"]);
      if (await crypto.subtle.verify({ name: "Ed25519" }, known, signature.blob, encoder.encode(note.text))) {
        const digest = [...(await sha256(raw))].map((b) => b.toString(16).padStart(2, "0")).join("");
        return { ...key, first: note.origin.endsWith(`/${digest.slice(0, 32)}`) };
      }
    }
  }
  return undefined;
}

/** True when the proof leads from the leaf to the root (RFC 9162, 2.1.3.2). */
export async function included(index, size, leaf, proof, root) {
  if (!(index >= 0 && index < size)) return false;
  let [here, last, found] = [index, size - 1, leaf];
  for (const beside of proof) {
    if (last === 0) return false;
    if (here % 2 === 1 || here === last) {
      found = await node(beside, found);
      while (here % 2 === 0 && here) [here, last] = [half(here), half(last)];
    } else found = await node(found, beside);
    [here, last] = [half(here), half(last)];
  }
  return last === 0 && same(found, root);
}

/** True when the new tree begins with the old one (RFC 9162, 2.1.4.2). */
export async function grown(old, size, oldRoot, root, proof) {
  if (old === size) return proof.length === 0 && same(oldRoot, root);
  if (!(old > 0 && old < size) || proof.length === 0) return false;
  const path = Number.isInteger(Math.log2(old)) ? [oldRoot, ...proof] : [...proof];
  let [here, last] = [old - 1, size - 1];
  while (here % 2 === 1) [here, last] = [half(here), half(last)];
  let [before, after] = [path[0], path[0]];
  for (const beside of path.slice(1)) {
    if (last === 0) return false;
    if (here % 2 === 1 || here === last) {
      [before, after] = [await node(beside, before), await node(beside, after)];
      while (here % 2 === 0 && here) [here, last] = [half(here), half(last)];
    } else after = await node(after, beside);
    [here, last] = [half(here), half(last)];
  }
  return last === 0 && same(before, oldRoot) && same(after, root);
}

const box = document.querySelector("[data-verify]");
const say = box?.dataset ?? {};

async function asked(path) {
  const answer = await fetch(path, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.json();
}

function line(name, holds, text) {
  const told = box.querySelector(`[data-told=${name}]`);
  told.dataset.holds = holds ? "yes" : "no";
  told.textContent = `${holds ? "✓" : "✕"} ${text}`;
}

/** The head, signed by whom, and grown from the one that this browser saw last. */
async function checkHead() {
  const first = noteOf((await asked("/record/head")).note);
  const place = `holdfire-head ${first.origin}`;
  const before = JSON.parse(localStorage.getItem(place) ?? "null");
  const told = await asked(`/record/head?since=${before?.size ?? 0}`);
  const note = noteOf(told.note);
  const key = await signer(note, told.keys);
  line("signed", Boolean(key), key ? `${key.first ? say.first : say.later} ${key.id}` : say.unsigned);
  if (!before) line("grown", true, say.new);
  else {
    const holds = note.origin === first.origin && (await grown(before.size, note.size, bytes(before.root), note.root, told.proof.map(bytes)));
    line("grown", holds, holds ? `${say.grown} ${before.size} → ${note.size}` : `${say.rewritten} ${before.note}`);
    if (!holds) return undefined;
  }
  if (!key) return undefined;
  localStorage.setItem(place, JSON.stringify({ size: note.size, root: btoa(String.fromCharCode(...note.root)), note: told.note }));
  return note;
}

/** One entry, in the tree of the head that was just checked. */
async function checkEntry(at) {
  const note = await checkHead();
  const told = await asked(`/record/entry?at=${at}`);
  let leaf = bytes(told.leaf);
  let holds = note !== undefined;
  if (told.body) {
    const own = await sha256([0], bytes(told.body));
    holds &&= same(own, leaf);
    leaf = own;
  }
  holds &&= await included(at, note?.size ?? 0, leaf, told.proof.map(bytes), note?.root ?? new Uint8Array());
  line("entry", holds, holds ? `${at} ${told.kind} ${told.body ? say.whole : say.digest}` : say.missing);
  const shown = box.querySelector("[data-body]");
  shown.hidden = !told.body;
  shown.textContent = told.body ? new TextDecoder().decode(bytes(told.body)) : "";
}

if (box) {
  box.hidden = false;
  const failed = () => line("signed", false, say.failed);
  box.querySelector("[data-head]").addEventListener("click", () => checkHead().catch(failed));
  box.querySelector("form").addEventListener("submit", (event) => {
    event.preventDefault();
    checkEntry(Number(event.target.elements.at.value)).catch(() => line("entry", false, say.missing));
  });
}
