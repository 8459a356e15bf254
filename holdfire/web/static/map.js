// The map, loaded when it comes into view: the agreement's shapes and incidents as wide as their place is uncertain.
// Everything comes from this server. Without WebGL, or where anything fails, the drawing that the server made stays.

import { drawn } from "/static/shapes.js";

const place = document.querySelector("[data-map]");
const ROOM = 56; // pixels left free around the agreement's shapes
const NEAR = 12; // the closest zoom at which the map opens

if (place && drawable()) {
  const looking = new IntersectionObserver((seen) => {
    if (!seen.some((one) => one.isIntersecting)) return;
    looking.disconnect();
    begin(place).catch((error) => {
      console.warn("the map could not be drawn", error);
      leave(place);
    });
  }, { rootMargin: "100px" });
  looking.observe(document.querySelector("[data-drawing]"));
}

/** Whether this browser draws in three dimensions. */
function drawable() {
  try {
    return Boolean(document.createElement("canvas").getContext("webgl2"));
  } catch {
    return false;
  }
}

function leave(place) {
  place.hidden = true;
  place.replaceChildren();
  document.querySelector("[data-drawing]").hidden = false;
}

function styled(href) {
  return new Promise((done, failed) => {
    const link = document.createElement("link");
    Object.assign(link, { rel: "stylesheet", href, onload: done, onerror: failed });
    document.head.append(link);
  });
}

async function asked(address) {
  const answer = await fetch(address, { headers: { accept: "application/json" } });
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
  return answer.json();
}

async function begin(place) {
  const [gl, ground] = await Promise.all([
    import("/static/vendor/maplibre-gl.mjs"),
    asked(place.dataset.ground),
    styled("/static/vendor/maplibre-gl.css"),
    styled("/static/map.css"),
  ]);
  gl.setWorkerUrl(new URL("/static/vendor/maplibre-gl-worker.mjs", location.href).href);
  await Promise.all(["Aa 1", "Жж", "ابج"].map((signs) => document.fonts.load('16px "Holdfire Map"', signs)));
  const bounds = boundsOf(ground.features);
  place.hidden = false;
  const map = new gl.Map({
    container: place,
    style: style(ground),
    bounds: bounds ?? [[-180, -60], [180, 75]],
    fitBoundsOptions: { padding: ROOM, maxZoom: NEAR },
    attributionControl: false,
    dragRotate: false,
    pitchWithRotate: false,
    touchPitch: false,
    cooperativeGestures: true,
    fadeDuration: 0,
    locale: words(place.dataset),
  });
  map.touchZoomRotate.disableRotation();
  map.keyboard.disableRotation();
  map.addControl(new gl.NavigationControl({ showCompass: false }), "top-right");
  map.addControl(new gl.ScaleControl({}), "bottom-left");
  const follow = following(place, map);
  await Promise.race([
    new Promise((done) => map.once("load", done)),
    new Promise((_, failed) => map.once("error", (event) => failed(event.error))),
  ]);
  document.querySelector("[data-drawing]").hidden = true;
  map.resize();
  map.fitBounds(boundsOf(middle(ground.features)) ?? bounds, { padding: ROOM, maxZoom: NEAR, animate: false });
  map.on("moveend", follow);
  document.body.addEventListener("record-changed", follow);
  document.body.addEventListener("moment-moved", (event) => {
    place.dataset.moment = event.detail;
    follow();
  });
  for (const layer of ["doubt", "middle"]) {
    map.on("click", layer, (event) => tell(gl, place, map, event));
    map.on("mouseenter", layer, () => (map.getCanvas().style.cursor = "pointer"));
    map.on("mouseleave", layer, () => (map.getCanvas().style.cursor = ""));
  }
  map.on("click", "cell", (event) => map.easeTo({ center: event.lngLat, zoom: map.getZoom() + 2 }));
  map.on("idle", () => (place.dataset.state = "idle"));
  place.dataset.moment = location.search.slice(1);
  await follow();
}

/** What asks for the incidents of the ground that is seen; the latest question wins. */
function following(place, map) {
  let turn = 0;
  return async () => {
    const mine = ++turn;
    const seen = map.getBounds();
    const box = new URLSearchParams(place.dataset.moment ?? "");
    box.delete("lang");
    for (const [name, value, least, most] of [
      ["west", seen.getWest(), -180, 180], ["south", seen.getSouth(), -90, 90],
      ["east", seen.getEast(), -180, 180], ["north", seen.getNorth(), -90, 90],
    ]) box.set(name, Math.min(most, Math.max(least, value)).toFixed(5));
    try {
      const told = await asked(`${place.dataset.incidents}?${box}`);
      if (mine !== turn) return;
      place.dataset.state = "drawing";
      map.getSource("incidents").setData({ type: "FeatureCollection", features: drawn(told.features) });
      place.dataset.placed = told.placed;
      place.dataset.drawn = told.features.length;
    } catch (error) {
      console.warn("the map was not brought up to date", error); // it stays as it was: the page says that the server is away
    }
  };
}

function tell(gl, place, map, event) {
  const about = event.features[0].properties;
  const box = document.createElement("div");
  box.dir = document.documentElement.dir;
  const link = Object.assign(document.createElement("a"), {
    href: place.dataset.why + encodeURIComponent(about.id),
    textContent: about.says,
  });
  const within = place.dataset.within.replace("{km}", new Intl.NumberFormat(document.documentElement.lang).format(about.radius_km));
  for (const line of [link, about.place, within, `${about.sign} ${about.word}`]) {
    const told = document.createElement("p");
    told.append(line);
    box.append(told);
  }
  new gl.Popup({ closeButton: true }).setLngLat(event.lngLat).setDOMContent(box).addTo(map);
}

function words(told) {
  return {
    "Map.Title": told.title, "NavigationControl.ZoomIn": told.in, "NavigationControl.ZoomOut": told.out,
    "NavigationControl.ResetBearing": told.north, "Popup.Close": told.close, "ScaleControl.Kilometers": told.km,
    "CooperativeGesturesHandler.WindowsHelpText": told.wheel, "CooperativeGesturesHandler.MacHelpText": told.wheel,
    "CooperativeGesturesHandler.MobileHelpText": told.drag,
  };
}

function* corners(coordinates) {
  if (typeof coordinates[0] === "number") yield coordinates;
  else for (const part of coordinates) yield* corners(part);
}

function boundsOf(features) {
  const all = features.flatMap((one) => [...corners(one.geometry.coordinates)]);
  if (!all.length) return null;
  const lon = all.map((spot) => spot[0]);
  const lat = all.map((spot) => spot[1]);
  return [[Math.min(...lon), Math.min(...lat)], [Math.max(...lon), Math.max(...lat)]];
}

/** The shapes that are no whole country, where there are any: what the agreement is about. */
function middle(features) {
  const small = features.filter((one) => one.properties.kind !== "country");
  return small.length ? small : features;
}

function style(ground) {
  const look = getComputedStyle(document.documentElement);
  const ink = (name) => look.getPropertyValue(`--${name}`).trim();
  const kind = (...names) => ["in", ["get", "kind"], ["literal", names]];
  const part = (name) => ["==", ["get", "part"], name];
  const stage = (...names) => ["all", part("doubt"), ["in", ["get", "stage"], ["literal", names]]];
  const text = (field, size) => ({ "text-field": field, "text-font": ["Holdfire Map"], "text-size": size });
  const halo = { "text-color": ink("ink"), "text-halo-color": ink("land"), "text-halo-width": 1.6 };
  const stroke = ["match", ["get", "stage"], ["verified", "corroborated"], ink("yes"), ["contested", "unverifiable"], ink("doubt-ink"), ink("ink")];
  const outline = (id, dash, ...names) => ({
    id, type: "line", source: "incidents", filter: stage(...names),
    paint: { "line-color": stroke, "line-width": 1.6, ...(dash ? { "line-dasharray": dash } : {}) },
  });
  return {
    version: 8,
    sources: {
      ground: { type: "geojson", data: ground },
      incidents: { type: "geojson", data: { type: "FeatureCollection", features: [] } },
    },
    layers: [
      { id: "sea", type: "background", paint: { "background-color": ink("sea") } },
      { id: "land", type: "fill", source: "ground", filter: kind("country"), paint: { "fill-color": ink("land"), "fill-outline-color": ink("water-line") } },
      { id: "bands", type: "fill", source: "ground", filter: ["all", part("band"), ["!", kind("country")]], paint: { "fill-color": ink("accent"), "fill-opacity": 0.09 } },
      { id: "areas", type: "fill", source: "ground", filter: ["all", part("shape"), kind("polygon", "ring")], paint: { "fill-color": ink("accent"), "fill-opacity": 0.09 } },
      { id: "edges", type: "line", source: "ground", filter: ["all", part("band"), ["!", kind("country")]], paint: { "line-color": ink("accent"), "line-opacity": 0.45, "line-width": 1, "line-dasharray": [4, 3] } },
      { id: "lines", type: "line", source: "ground", filter: ["all", part("shape"), ["!", kind("country", "corridor")]], paint: { "line-color": ink("accent"), "line-width": 2.6 } },
      { id: "cell", type: "fill", source: "incidents", filter: part("cell"), paint: { "fill-color": ink("doubt-2"), "fill-opacity": ["interpolate", ["linear"], ["log10", ["max", 1, ["coalesce", ["get", "count"], 1]]], 0, 0.25, 4, 0.85], "fill-outline-color": ink("doubt-ink") } },
      { id: "doubt", type: "fill", source: "incidents", filter: part("doubt"), paint: { "fill-color": stroke, "fill-opacity": ["interpolate", ["linear"], ["coalesce", ["get", "radius_km"], 1], 1, 0.12, 40, 0.02] } },
      outline("whole", null, "verified", "corroborated"),
      outline("dashed", [4, 2.5], "contested", "screened"),
      outline("dotted", [1, 2.5], "unverifiable", "arriving", "discounted", "outside-scope"),
      { id: "middle", type: "circle", source: "incidents", filter: part("middle"), paint: { "circle-radius": 8, "circle-color": ink("card"), "circle-opacity": 0.75, "circle-stroke-color": stroke, "circle-stroke-width": 1.2 } },
      { id: "names", type: "symbol", source: "ground", filter: part("name"), layout: { ...text(["get", "name"], 13), "text-variable-anchor": ["top", "bottom", "left", "right"], "text-radial-offset": 0.8, "text-max-width": 9 }, paint: { ...halo, "text-color": ink("accent") } },
      { id: "signs", type: "symbol", source: "incidents", filter: ["in", ["get", "part"], ["literal", ["middle", "cell"]]], layout: { ...text(["get", "sign"], 12), "text-allow-overlap": true }, paint: halo },
    ],
  };
}
