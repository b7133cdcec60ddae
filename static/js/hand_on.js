// Sharing a page and copying its citation. Where a browser cannot share, the address is copied.

const told = document.querySelector(".hand-on [data-told]");

async function copy(text, done) {
  await navigator.clipboard.writeText(text);
  told.textContent = done;
}

async function share(button) {
  const { share: url, title, done } = button.dataset;
  if (!navigator.share) return copy(url, done);
  try {
    await navigator.share({ title, url });
  } catch (error) {
    // Thinking better of it is no failure.
    if (error.name !== "AbortError") throw error;
  }
}

for (const button of document.querySelectorAll("[data-share]")) {
  button.hidden = !(navigator.share || navigator.clipboard);
  button.addEventListener("click", () => share(button));
}
for (const button of document.querySelectorAll("[data-copy]")) {
  button.hidden = !navigator.clipboard;
  button.addEventListener("click", () => copy(document.querySelector(button.dataset.copy).textContent, button.dataset.done));
}
