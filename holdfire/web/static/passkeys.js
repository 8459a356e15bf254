// Passkeys: enrol one, sign in with one. Nothing is asked of any other host; the key stays on the device.
//
// A form with `data-passkey="sign-in"` or `data-passkey="enrol"` names in `action` where its answer goes and in `data-begin` where
// the challenge comes from. Where the browser cannot do it, the form stays hidden.

/** base64url to bytes. */
function bytes(text) {
  const padded = text.replace(/-/g, "+").replace(/_/g, "/");
  return Uint8Array.from(atob(padded), (sign) => sign.charCodeAt(0));
}

/** Bytes to base64url. */
function text(buffer) {
  const signs = Array.from(new Uint8Array(buffer), (code) => String.fromCharCode(code)).join("");
  return btoa(signs).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

/** Options as the server writes them, with bytes where the browser wants bytes. */
function options(told) {
  const found = { ...told, challenge: bytes(told.challenge) };
  if (found.user) found.user = { ...found.user, id: bytes(found.user.id) };
  for (const name of ["excludeCredentials", "allowCredentials"]) {
    if (found[name]) found[name] = found[name].map((one) => ({ ...one, id: bytes(one.id) }));
  }
  return found;
}

/** A credential as the server reads it. */
function written(credential) {
  const response = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (credential.response[name]) response[name] = text(credential.response[name]);
  }
  return JSON.stringify({
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    response,
    clientExtensionResults: {},
  });
}

/** Ask for a challenge, let the device answer it, send the answer; returns where to go. */
async function ceremony(form) {
  const begun = await sent(form.dataset.begin, new FormData(form));
  const publicKey = options(begun);
  const credential =
    form.dataset.passkey === "enrol"
      ? await navigator.credentials.create({ publicKey })
      : await navigator.credentials.get({ publicKey });
  const answer = new FormData(form);
  answer.set("credential", written(credential));
  return (await sent(form.action, answer)).to;
}

/** Send a form and read its JSON; a refusal is thrown as its sentence. */
async function sent(address, data) {
  const answer = await fetch(address, { method: "POST", body: new URLSearchParams(data), credentials: "same-origin" });
  const told = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Error(told.told || failed());
  return told;
}

/** What is said where the server says nothing. */
function failed() {
  return document.querySelector("[data-passkey-failed]")?.textContent ?? "";
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  const notice = form.querySelector("[role=alert]");
  if (!window.PublicKeyCredential) continue;
  form.hidden = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    notice.hidden = true;
    try {
      location.assign(await ceremony(form));
    } catch (error) {
      notice.textContent = error instanceof DOMException ? failed() : error.message || failed();
      notice.hidden = false;
    }
  });
}
