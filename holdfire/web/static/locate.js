// Places to choose from, on a small map: circles as wide as each is uncertain. Without WebGL the list does alone.

const place = document.querySelector("[data-spots]");
const choices = [...document.querySelectorAll("[name=spot][data-lat]")];
const AROUND = 48; // corners of a circle
const KM_PER_DEGREE = 111.195;
const NEAR_DEG = 2; // places within two degrees of the chosen one are shown with it

// Enter in the field of the place looks for it; it never decides.
document.querySelector("#f-sought")?.addEventListener("keydown", (event) => {
  if (event.key !== "Enter") return;
  event.preventDefault();
  const button = document.querySelector("[data-locate]");
  button.form.requestSubmit(button);
});

function drawable() {
  try {
    return Boolean(document.createElement("canvas").getContext("webgl2"));
  } catch {
    return false;
  }
}

function circle(choice) {
  const [lat, lon, km] = ["lat", "lon", "km"].map((name) => Number(choice.dataset[name]));
  const wide = km / KM_PER_DEGREE / Math.max(0.01, Math.cos((lat * Math.PI) / 180));
  const corners = Array.from({ length: AROUND + 1 }, (_, n) => {
    const turn = (2 * Math.PI * n) / AROUND;
    return [lon + wide * Math.cos(turn), lat + (km / KM_PER_DEGREE) * Math.sin(turn)];
  });
  return { type: "Feature", properties: { chosen: choice.checked }, geometry: { type: "Polygon", coordinates: [corners] } };
}

/** The place that is chosen, latitude first; the first of the list where none is. */
function centre() {
  const one = choices.find((choice) => choice.checked) ?? choices[0];
  return [Number(one.dataset.lat), Number(one.dataset.lon)];
}

function features() {
  return { type: "FeatureCollection", features: choices.map(circle) };
}

async function begin() {
  const gl = await import("/static/vendor/maplibre-gl.mjs");
  await new Promise((done, failed) => {
    const link = document.createElement("link");
    Object.assign(link, { rel: "stylesheet", href: "/static/vendor/maplibre-gl.css", onload: done, onerror: failed });
    document.head.append(link);
  });
  gl.setWorkerUrl(new URL("/static/vendor/maplibre-gl-worker.mjs", location.href).href);
  const ink = getComputedStyle(document.documentElement);
  const colour = (name, other) => ink.getPropertyValue(name).trim() || other;
  place.hidden = false;
  place.setAttribute("aria-hidden", "true"); // the list beside it tells all of it
  const map = new gl.Map({
    container: place,
    interactive: false,
    attributionControl: false,
    style: {
      version: 8,
      sources: { spots: { type: "geojson", data: features() } },
      layers: [
        { id: "ground", type: "background", paint: { "background-color": colour("--card", "#fff") } },
        { id: "wide", type: "fill", source: "spots", paint: { "fill-color": colour("--accent", "#333"), "fill-opacity": ["case", ["get", "chosen"], 0.45, 0.12] } },
        { id: "edge", type: "line", source: "spots", paint: { "line-color": colour("--ink", "#000"), "line-width": ["case", ["get", "chosen"], 3, 1] } },
      ],
    },
  });
  const look = () => {
    const [lat, lon] = centre();
    const near = choices.filter((one) => Math.abs(one.dataset.lat - lat) < NEAR_DEG && Math.abs(one.dataset.lon - lon) < NEAR_DEG);
    const all = near.flatMap((one) => circle(one).geometry.coordinates[0]);
    const sides = [0, 1].map((n) => all.map((corner) => corner[n])).map((side) => [Math.min(...side), Math.max(...side)]);
    map.fitBounds([[sides[0][0], sides[1][0]], [sides[0][1], sides[1][1]]], { padding: 24, duration: 0, maxZoom: 12 });
  };
  look();
  map.on("load", () => (place.dataset.ready = "true"));
  for (const choice of document.querySelectorAll("[name=spot]")) {
    choice.addEventListener("change", () => {
      map.getSource("spots").setData(features());
      look();
    });
  }
}

if (place && choices.length && drawable()) {
  begin().catch((error) => {
    console.warn("the places could not be drawn", error);
    place.hidden = true;
  });
}
