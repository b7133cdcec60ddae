// On every page: reading without a network, sending what was kept, and forms that answer in place.

import { sendKept } from "./queue.js";
import { answerInPlace } from "./quiet.js";

navigator.serviceWorker?.register("/sw.js");
answerInPlace();

// A photo is kept too when the site was busy: no event tells when it is not any more.
const RETRY_MS = 60_000;

window.addEventListener("online", sendKept);
setInterval(sendKept, RETRY_MS);
sendKept();
