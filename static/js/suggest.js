// Offers names and titles while one types. Without this script the search is the same, and says nothing before.

const PAUSE = 200; // milliseconds; a word is typed in less
const field = document.querySelector("[data-suggest]");
let timer;
let asked;

async function suggest() {
  asked?.abort();
  asked = new AbortController();
  const url = `${field.dataset.suggest}?${new URLSearchParams({ q: field.value })}`;
  try {
    const { suggestions } = await (await fetch(url, { signal: asked.signal })).json();
    field.list.replaceChildren(...suggestions.map((text) => new Option(text, text)));
  } catch (error) {
    // Overtaken by the next letter, or offline: there is nothing to offer, and nothing to say.
    if (error.name !== "AbortError" && !(error instanceof TypeError)) throw error;
  }
}

field?.addEventListener("input", () => {
  clearTimeout(timer);
  timer = setTimeout(suggest, PAUSE);
});
