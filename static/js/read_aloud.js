// Reads the parts marked with data-read, in the page's language, with the device's own voice.

const button = document.querySelector("[data-read-aloud]");
const parts = [...document.querySelectorAll("[data-read]")];

if (button && parts.length && "speechSynthesis" in window) {
  const start = button.textContent;
  button.hidden = false;

  const settle = () => {
    button.textContent = start;
  };

  button.addEventListener("click", () => {
    if (speechSynthesis.speaking) return speechSynthesis.cancel();
    const words = new SpeechSynthesisUtterance(parts.map((part) => part.innerText).join(".\n"));
    words.lang = document.documentElement.lang;
    words.onend = settle;
    words.onerror = settle;
    button.textContent = button.dataset.stop;
    speechSynthesis.speak(words);
  });
  window.addEventListener("pagehide", () => speechSynthesis.cancel());
}
