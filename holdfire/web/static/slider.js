// The days, replayed: the parts and the map follow the day that is chosen. Without this script each day is a link.

const form = document.querySelector("[data-slider]");
const DAY = 86_400_000;
const PAUSE = 900; // milliseconds between two days of a replay, after the first has been shown

if (form) start(form);

/** Milliseconds of a day that is written 2016-09-19. */
function instant(day) {
  return Date.parse(`${day}T00:00:00Z`);
}

function start(form) {
  const first = instant(form.dataset.first);
  const number = (day) => Math.round((instant(day) - first) / DAY);
  const dayOf = (n) => new Date(first + n * DAY).toISOString().slice(0, 10);
  const told = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "full", timeZone: "UTC" });
  const drag = form.querySelector(".drag");
  const range = drag.querySelector("input");
  const pick = form.querySelector("input[type=date]");
  const play = form.querySelector("[data-play]");
  const back = form.querySelector("[data-back]");
  const words = [play.textContent, play.dataset.stop];
  let moving = Promise.resolve();
  let waiting = 0;
  let playing = false;

  range.max = number(form.dataset.last);
  range.value = number(form.dataset.day);
  drag.hidden = false;
  form.querySelector("[data-show]").hidden = true;
  say();
  here();

  /** The link of the day shown is brought into view, without moving the page. */
  function here() {
    const link = document.querySelector(".replay [aria-current]");
    const row = link?.closest("ol");
    if (row) row.scrollLeft += link.getBoundingClientRect().left - row.getBoundingClientRect().left - row.clientWidth / 2;
  }

  function say() {
    range.setAttribute("aria-valuetext", told.format(first + Number(range.value) * DAY));
  }

  function address(day) {
    const asked = new URLSearchParams();
    if (day) asked.set("as_of", day);
    if (day && form.elements.known.value === "then") asked.set("known_at", day);
    return asked.toString();
  }

  /** Ask for every part as of a day; null is the present. */
  async function show(day) {
    const asked = address(day);
    history.replaceState(null, "", asked ? `/?${asked}` : "/");
    back.hidden = !day;
    document.body.dispatchEvent(new CustomEvent("moment-moved", { detail: asked }));
    const parts = [...document.querySelectorAll("[data-follows]")];
    await Promise.allSettled(
      parts.map((part) =>
        htmx.ajax("GET", part.dataset.follows + (asked ? `?${asked}` : ""), { target: part, source: part, swap: "outerMorph" }),
      ),
    );
    here();
  }

  function move(day, wait = 160) {
    range.value = number(day);
    pick.value = day;
    say();
    clearTimeout(waiting);
    return new Promise((done) => {
      waiting = setTimeout(() => {
        moving = moving.then(() => show(day)).then(done, done);
      }, wait);
    });
  }

  function stop() {
    playing = false;
    play.textContent = words[0];
  }

  async function replay() {
    playing = true;
    play.textContent = words[1];
    if (range.value === range.max) range.value = -1;
    while (playing && Number(range.value) < Number(range.max)) {
      await move(dayOf(Number(range.value) + 1), 0);
      await new Promise((done) => setTimeout(done, PAUSE));
    }
    stop();
  }

  range.addEventListener("input", () => {
    stop();
    move(dayOf(Number(range.value)));
  });
  pick.addEventListener("change", () => {
    if (pick.value && pick.checkValidity()) move(pick.value);
  });
  for (const button of form.querySelectorAll("[data-step]")) {
    button.addEventListener("click", () => {
      stop();
      const next = Number(range.value) + Number(button.dataset.step);
      if (next >= 0 && next <= Number(range.max)) move(dayOf(next));
    });
  }
  for (const choice of form.elements.known) choice.addEventListener("change", () => move(pick.value));
  play.addEventListener("click", () => (playing ? stop() : replay()));
  back.addEventListener("click", () => stop());
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (pick.value) move(pick.value, 0);
  });
}
