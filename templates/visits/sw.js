// The service worker: what a visitor has opened can be read again without a network.
// Files come from what was kept, pages from the network as long as it answers.

const SHELL = "shell-{{ shell.version }}";
const PAGES = "pages";
const PICTURES = "pictures";
const SHELL_PAGES = {{ shell.pages|safe }};
const SHELL_FILES = {{ shell.files|safe }};
const STATIC = "{{ shell.static }}";
const OFFLINE = "{{ shell.offline }}";
// What is read: not the curators' desk, not what is sent or taken away, not a private link.
const READABLE = /^\/($|(works|creators|venues|rooms|sales|guide|tours|collection|scans|offline)(\/|$))/;
const PICTURE = /^\/((pictures|plans|examples|scans)\/.+\.jpg|recordings\/\d+\/)$/;
const PICTURES_IN_PAGE = /\/(pictures\/\d+\/[\w-]+\.jpg|plans\/\d+\.jpg|recordings\/\d+\/)/g;
const TOUR = /\/tours\/\d+\/$/;
const STOPS_IN_TOUR = /\/tours\/\d+\/\d+\//g;
const MOST_PAGES = 150;
const MOST_PICTURES = 400;

self.addEventListener("install", (event) => {
  event.waitUntil(Promise.all([keepAll(SHELL, SHELL_FILES), keepAll(PAGES, SHELL_PAGES)]).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(forgetOldShells().then(() => self.clients.claim()));
});

self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== self.location.origin) {
    return;
  }
  if (url.pathname.startsWith(STATIC)) {
    event.respondWith(fromKept(event.request, SHELL));
  } else if (PICTURE.test(url.pathname)) {
    event.respondWith(fromKept(event.request, PICTURES));
  } else if (event.request.mode === "navigate" && READABLE.test(url.pathname)) {
    event.respondWith(fromNetwork(event));
  } else if (event.request.mode === "navigate") {
    event.respondWith(fetch(event.request).catch(() => caches.match(OFFLINE)));
  }
});

// A page asks to keep another one: a work that was just saved.
self.addEventListener("message", (event) => {
  if (event.data?.keep) {
    event.waitUntil(keepPage(event.data.keep));
  }
});

async function keepAll(name, addresses) {
  const cache = await caches.open(name);
  await cache.addAll(addresses.map((address) => new Request(address, { cache: "reload" })));
}

async function forgetOldShells() {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith("shell-") && name !== SHELL).map((name) => caches.delete(name)));
}

async function fromKept(request, name) {
  const cache = await caches.open(name);
  const kept = await cache.match(request, { ignoreVary: true });
  if (kept) {
    return partOf(kept, request);
  }
  const response = await fetch(request.url); // whole, though a player asks for a part
  if (response.ok) {
    await cache.put(request, response.clone());
    await (name === PICTURES && trim(cache, MOST_PICTURES));
  }
  return partOf(response, request);
}

// Players ask for recordings in parts, and some play nothing when they get the whole.
async function partOf(response, request) {
  const range = /^bytes=(\d+)-(\d*)$/.exec(request.headers.get("Range") ?? "");
  if (!range || !response.ok) {
    return response;
  }
  const whole = await response.blob();
  const [first, last] = [Number(range[1]), range[2] ? Number(range[2]) : whole.size - 1];
  const headers = {
    "Content-Type": response.headers.get("Content-Type"),
    "Content-Range": `bytes ${first}-${last}/${whole.size}`,
  };
  return new Response(whole.slice(first, last + 1), { status: 206, headers });
}

async function fromNetwork(event) {
  try {
    const response = await fetch(event.request);
    if (response.ok && !response.redirected) {
      event.waitUntil(store(event.request.url, response.clone()));
    }
    return response;
  } catch {
    return (await caches.match(event.request, { ignoreVary: true })) ?? (await caches.match(OFFLINE));
  }
}

async function keepPage(address) {
  const response = await fetch(address);
  if (response.ok) {
    await store(address, response);
  }
}

// With a page go its pictures, those too that were not scrolled to; with a tour go its stops.
async function store(address, response) {
  const cache = await caches.open(PAGES);
  await cache.put(address, response.clone());
  await trim(cache, MOST_PAGES);
  const page = await response.text();
  const pictures = new Set(page.match(PICTURES_IN_PAGE) ?? []);
  const stops = TOUR.test(address) ? new Set(page.match(STOPS_IN_TOUR) ?? []) : [];
  await Promise.all([
    ...[...pictures].map((picture) => fromKept(new Request(picture), PICTURES).catch(() => null)),
    ...[...stops].map((stop) => keepPage(stop).catch(() => null)),
  ]);
}

// A cache lists what it keeps in the order in which it came; what the app cannot do without stays.
async function trim(cache, most) {
  const kept = (await cache.keys()).filter((request) => !SHELL_PAGES.includes(new URL(request.url).pathname));
  await Promise.all(kept.slice(0, Math.max(kept.length - most, 0)).map((request) => cache.delete(request)));
}
