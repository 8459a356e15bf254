// Shapes that the map draws of what the server tells: a place is a circle as wide as the doubt about it, or a wedge, and a sign in its middle.

const CORNERS = 48;
const KM_PER_DEGREE = 111.195; // mean length of one degree on a sphere of 6,371.0 km, as the server has it
const LEAST = 0.05; // kilometres: a radius of nothing is drawn so wide

/** A circle on the ground as a polygon, longitude first; near a pole it is no wider than the earth. */
export function circle(lon, lat, km) {
  const up = Math.min(Math.max(km, LEAST) / KM_PER_DEGREE, 89);
  const aside = Math.min(up / Math.max(Math.cos((lat * Math.PI) / 180), 0.01), 179);
  const ring = Array.from({ length: CORNERS }, (_, n) => {
    const turn = (2 * Math.PI * n) / CORNERS;
    return [lon + aside * Math.cos(turn), Math.max(-90, Math.min(90, lat + up * Math.sin(turn)))];
  });
  return { type: "Polygon", coordinates: [[...ring, ring[0]]] };
}

/** The ground on which it may have been: the wedge of a distance and a bearing, where it was told so; else a circle. */
function doubt(one) {
  const [lon, lat] = one.geometry.coordinates;
  const { wedge, ...about } = one.properties;
  const ground = wedge ? { type: "Polygon", coordinates: [wedge] } : circle(lon, lat, about.radius_km);
  return { ...one, geometry: ground, properties: { ...about, part: "doubt" } };
}

/** Each incident as the ground it may lie on and its middle; cells as they are. */
export function drawn(features) {
  return features.flatMap((one) => {
    if (one.properties.part !== "incident") return [one];
    const { wedge, ...about } = one.properties;
    return [doubt(one), { ...one, properties: { ...about, part: "middle" } }];
  });
}
