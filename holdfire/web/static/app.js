// What every page of the application does: it hears of changes of the record, and says when the server cannot be reached.
//
// A part of a page that shows what may change carries `hx-get` and `hx-trigger="record-changed from:body"`: htmx asks for it anew.
// Scripts of rooms listen for `record-changed` on the body; its detail tells how many entries there are.

const body = document.body;
const notice = document.querySelector("[data-unreachable]");

/** Show or hide the sentence that the server cannot be reached. */
function reachable(is) {
  if (notice) notice.hidden = is;
}

/** Listen for changes, and begin again where the connection breaks: the browser tries anew by itself. */
function listen(address) {
  let known = null;
  const stream = new EventSource(address);
  stream.addEventListener("open", () => reachable(true));
  stream.addEventListener("error", () => reachable(false));
  stream.addEventListener("changed", (event) => {
    const told = JSON.parse(event.data);
    if (known !== null && known !== told.entries) {
      body.dispatchEvent(new CustomEvent("record-changed", { detail: told }));
    }
    known = told.entries;
  });
  stream.addEventListener("signed-out", () => {
    stream.close();
    location.assign(`/sign-in?to=${encodeURIComponent(location.pathname + location.search)}`);
  });
  addEventListener("pagehide", () => stream.close());
}

if (body.dataset.live) listen(body.dataset.live);
addEventListener("offline", () => reachable(false));
addEventListener("online", () => reachable(true));
