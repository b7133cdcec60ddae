// A form marked `data-quiet` is sent in the background, and what is said of it takes its place (or, with
// `data-quiet="keep"`, stands below it). Without this script the same form leads to a page that says it.

import { words } from "./words.js";

export function answerInPlace() {
  document.addEventListener("submit", (event) => {
    if (event.target.matches("form[data-quiet]")) {
      event.preventDefault();
      send(event.target, event.submitter);
    }
  });
}

async function send(form, button) {
  const said = statusOf(form);
  try {
    const response = await fetch(form.action, {
      method: "POST",
      body: new FormData(form, button),
      headers: { Accept: "application/json" },
    });
    said.textContent = (await response.json()).message;
    finish(form, response.ok, said);
  } catch {
    said.textContent = words.notDone;
  }
}

function statusOf(form) {
  if (form.nextElementSibling?.matches(".said")) {
    return form.nextElementSibling;
  }
  const said = document.createElement("p");
  said.className = "said";
  said.setAttribute("role", "status");
  said.tabIndex = -1;
  form.after(said);
  return said;
}

function finish(form, ok, said) {
  if (ok && form.dataset.keep) {
    navigator.serviceWorker?.controller?.postMessage({ keep: form.dataset.keep });
  }
  if (ok && form.dataset.quiet !== "keep") {
    form.hidden = true;
    said.focus();
  }
}
