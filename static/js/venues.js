// Distances, once a visitor offers a position, which never leaves the device; and tiles, where an operator has some.

const EARTH_RADIUS_KM = 6371;
const list = document.querySelector("[data-venues]");
const places = [...(list?.querySelectorAll("[data-latitude]") ?? [])];

function placeOf(item) {
  return { latitude: Number(item.dataset.latitude), longitude: Number(item.dataset.longitude) };
}

/** Kilometers along the great circle (haversine). */
function distance(from, to) {
  const radians = (degrees) => (degrees * Math.PI) / 180;
  const north = Math.sin(radians(to.latitude - from.latitude) / 2) ** 2;
  const east = Math.sin(radians(to.longitude - from.longitude) / 2) ** 2;
  const shared = Math.cos(radians(from.latitude)) * Math.cos(radians(to.latitude));
  return 2 * EARTH_RADIUS_KM * Math.asin(Math.sqrt(north + shared * east));
}

function words(kilometers) {
  const near = kilometers < 1;
  const format = { style: "unit", unit: near ? "meter" : "kilometer", maximumFractionDigits: kilometers < 10 && !near ? 1 : 0 };
  const amount = near ? Math.round(kilometers * 100) * 10 : kilometers;
  return new Intl.NumberFormat(document.documentElement.lang, format).format(amount);
}

function showDistances({ coords }) {
  const far = new Map(places.map((item) => [item, distance(coords, placeOf(item))]));
  for (const [item, kilometers] of far) item.querySelector("[data-distance]").textContent = `${words(kilometers)} · `;
  list.append(...[...list.children].sort((a, b) => (far.get(a) ?? Infinity) - (far.get(b) ?? Infinity)));
}

const ask = document.querySelector("[data-locate]");
if (ask && places.length && navigator.geolocation) {
  ask.hidden = false;
  ask.addEventListener("click", () => {
    navigator.geolocation.getCurrentPosition(showDistances, () => {
      document.querySelector(".ask [data-told]").textContent = ask.dataset.denied;
    });
  });
}

function showTiles(figure) {
  const map = document.createElement("div");
  map.className = "world-tiles";
  figure.querySelector("svg").replaceWith(map);
  const leaflet = window.L.map(map, { scrollWheelZoom: false });
  leaflet.attributionControl.setPrefix(""); // room on a phone for those who made the map
  window.L.tileLayer(figure.dataset.tiles, { maxZoom: 18, attribution: "© OpenStreetMap contributors" }).addTo(leaflet);
  const pins = places.map((item) => {
    const { latitude, longitude } = placeOf(item);
    const link = item.querySelector("a").cloneNode(true);
    const options = { radius: 9, color: "#8a2d1a", fillOpacity: 0.9 };
    return window.L.circleMarker([latitude, longitude], options).bindPopup(link).addTo(leaflet);
  });
  leaflet.fitBounds(window.L.featureGroup(pins).getBounds().pad(0.3), { maxZoom: 14 });
}

const tiled = document.querySelector("[data-tiles]");
if (tiled && window.L) showTiles(tiled);
