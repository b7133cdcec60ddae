// The scan page: a photo that is taken, chosen, dropped or pasted is shrunk, shown and sent at once; without a network
// it is kept for later. Without this script the same form is an ordinary one.

import { canSee, prepareCamera } from "./camera.js";
import { countKept, keep } from "./queue.js";
import { shrink } from "./shrink.js";
import { words } from "./words.js";

const form = document.getElementById("scan");
const choices = form.querySelector(".choices");
const sending = document.getElementById("sending");
const preview = document.getElementById("preview");
const stage = document.getElementById("stage");
const progress = document.getElementById("progress");
const problem = document.getElementById("problem");
const examples = document.getElementById("examples");
const kept = document.getElementById("kept");
const waiting = document.getElementById("waiting");
const gallery = document.getElementById("gallery");

const BUSY = 503; // HTTP's word for: not now

let upload = null;

if (canSee) {
  form.classList.add("has-camera");
  prepareCamera({ onPhoto: send, onGallery: () => gallery.click(), onRefused: withoutCamera });
}

document.addEventListener("queue", showWaiting);
document.addEventListener("answered", (event) => showAnswer(event.detail));
showWaiting();

form.addEventListener("change", (event) => {
  if (event.target.files?.length) {
    send(event.target.files[0]);
  }
});

document.getElementById("cancel").addEventListener("click", () => {
  upload.abort();
  reset();
});

document.addEventListener("dragover", (event) => {
  event.preventDefault();
  form.classList.add("dropping");
});

document.addEventListener("dragleave", (event) => {
  if (!event.relatedTarget) {
    form.classList.remove("dropping");
  }
});

document.addEventListener("drop", (event) => {
  event.preventDefault();
  form.classList.remove("dropping");
  sendFirst(event.dataTransfer.files);
});

document.addEventListener("paste", (event) => sendFirst(event.clipboardData.files));

examples?.addEventListener("submit", (event) => {
  event.submitter.dataset.chosen = "";
  examples.setAttribute("aria-busy", "true");
});

// Coming back from the answer, the browser may show this page as it was left.
window.addEventListener("pageshow", (event) => {
  if (event.persisted) {
    reset();
  }
});

function withoutCamera(reason) {
  form.classList.remove("has-camera");
  fail(reason);
}

function sendFirst(files) {
  if (files.length && !upload) {
    send(files[0]);
  }
}

async function send(file) {
  const request = newUpload();
  upload = request;
  problem.textContent = "";
  choices.hidden = true;
  sending.hidden = false;
  progress.value = 0;
  stage.textContent = words.preparing;
  const photo = await shrink(file);
  if (upload === request) {
    show(photo);
    stage.textContent = words.sending;
    request.addEventListener("error", () => keepForLater(photo, file.name, words.kept));
    request.addEventListener("load", () => {
      if (request.status === BUSY) {
        keepForLater(photo, file.name, words.keptWhileBusy);
      } else {
        answered(request.response);
      }
    });
    request.send(formWith(photo, file.name));
  }
}

function newUpload() {
  const request = new XMLHttpRequest();
  request.upload.addEventListener("progress", (event) => {
    progress.value = event.loaded / event.total;
  });
  request.upload.addEventListener("load", () => {
    progress.removeAttribute("value");
    stage.textContent = words.comparing;
  });
  request.open("POST", form.action);
  request.responseType = "json";
  request.setRequestHeader("Accept", "application/json");
  return request;
}

function formWith(photo, name) {
  const data = new FormData();
  data.append("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
  data.append("photo", photo, name);
  return data;
}

function show(photo) {
  preview.onload = () => {
    preview.hidden = false;
    URL.revokeObjectURL(preview.src);
  };
  preview.src = URL.createObjectURL(photo);
}

function answered(answer) {
  if (answer?.url) {
    window.location.assign(answer.url);
  } else {
    fail(answer?.message ?? words.unexpected);
  }
}

async function keepForLater(photo, name, message) {
  try {
    await keep(photo, name);
    fail(message);
  } catch {
    fail(words.connectionLost);
  }
}

async function showWaiting() {
  const count = await countKept();
  waiting.textContent = count ? `${words.waiting} ${count}` : "";
}

function showAnswer({ url, message }) {
  const line = document.createElement("p");
  line.textContent = url ? `${words.answered} ` : (message ?? words.unexpected);
  if (url) {
    const link = document.createElement("a");
    link.href = url;
    link.textContent = words.seeAnswer;
    line.append(link);
  }
  kept.append(line);
}

function fail(message) {
  reset();
  problem.textContent = message;
  problem.focus();
}

function reset() {
  upload = null;
  form.reset();
  choices.hidden = false;
  sending.hidden = true;
  preview.hidden = true;
  examples?.removeAttribute("aria-busy");
  examples?.querySelector("[data-chosen]")?.removeAttribute("data-chosen");
}
