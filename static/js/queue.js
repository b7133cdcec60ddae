// Photos that could not be sent: kept in this browser's database, sent in order once there is a network.

const DATABASE = "artrecog";
const STORE = "photos";
const SCAN = "/";

/** Keep a photo for later. Rejects where the browser keeps nothing (private windows). */
export async function keep(photo, name) {
  await within("readwrite", (store) => store.add({ photo, name, at: Date.now() }));
  changed();
}

/** Return how many photos wait. */
export function countKept() {
  return within("readonly", (store) => store.count()).catch(() => 0);
}

/**
 * Send what waits, oldest first; of several tabs one does it (locks need https, as the service worker does). Each answer
 * is announced by an `answered` event.
 */
export async function sendKept() {
  if (navigator.onLine && (await countKept())) {
    await navigator.locks?.request("send-kept", { ifAvailable: true }, (lock) => lock && sendEach());
  }
}

async function sendEach() {
  for (const kept of await within("readonly", (store) => store.getAll())) {
    const answer = await post(kept).catch(() => null);
    if (!answer) {
      return;
    }
    await within("readwrite", (store) => store.delete(kept.id));
    changed();
    document.dispatchEvent(new CustomEvent("answered", { detail: answer }));
  }
}

// What may pass leaves a photo in the queue: a network that fails, a server that is not well, too much at once, a cookie
// that is gone. A refusal of the photo is an answer.
const PASSING = [403, 408, 425, 429];

async function post({ photo, name }) {
  const data = new FormData();
  data.append("photo", photo, name);
  const response = await fetch(SCAN, {
    method: "POST",
    body: data,
    headers: { Accept: "application/json", "X-CSRFToken": cookie("csrftoken") },
  });
  return response.status < 500 && !PASSING.includes(response.status) ? response.json().catch(() => ({})) : null;
}

function cookie(name) {
  return document.cookie.match(`(?:^|; )${name}=([^;]*)`)?.[1] ?? "";
}

function changed() {
  document.dispatchEvent(new Event("queue"));
}

async function within(mode, act) {
  const database = await opened();
  try {
    return await settled(act(database.transaction(STORE, mode).objectStore(STORE)));
  } finally {
    database.close();
  }
}

function opened() {
  const request = indexedDB.open(DATABASE, 1);
  request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: "id", autoIncrement: true });
  return settled(request);
}

function settled(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
