// On every page: reading without a network, sending what was kept, and forms that answer in place.

import { sendKept } from "./queue.js";
import { answerInPlace } from "./quiet.js";

navigator.serviceWorker?.register("/sw.js");
answerInPlace();

window.addEventListener("online", sendKept);
sendKept();
