// A closer look at a picture, over the whole window: wheel, pinch, drag, keys and buttons. Without this script the link
// opens the picture itself.

const LARGEST = 8;
const STEP = 1.5;
const NUDGE = 60; // pixels a press of an arrow key moves

const view = { scale: 1, x: 0, y: 0 };
const fingers = new Map();
const dialog = document.querySelector(".zoom");
const stage = dialog.querySelector(".zoom-stage");
const picture = dialog.querySelector("img");

function show() {
  const reach = { x: ((view.scale - 1) * stage.clientWidth) / 2, y: ((view.scale - 1) * stage.clientHeight) / 2 };
  view.x = Math.max(-reach.x, Math.min(reach.x, view.x));
  view.y = Math.max(-reach.y, Math.min(reach.y, view.y));
  picture.style.transform = `translate(${view.x}px, ${view.y}px) scale(${view.scale})`;
}

/** Scale so that the point of the picture under (x, y), counted from the middle of the window, stays where it is. */
function zoomTo(scale, x = 0, y = 0) {
  const bounded = Math.max(1, Math.min(LARGEST, scale));
  const factor = bounded / view.scale;
  view.x = x - (x - view.x) * factor;
  view.y = y - (y - view.y) * factor;
  view.scale = bounded;
  show();
}

function move(x, y) {
  view.x += x;
  view.y += y;
  show();
}

function fromMiddle(event) {
  return [event.clientX - stage.clientWidth / 2, event.clientY - stage.clientHeight / 2];
}

function pinched() {
  const [one, two] = [...fingers.values()];
  const middle = { clientX: (one.clientX + two.clientX) / 2, clientY: (one.clientY + two.clientY) / 2 };
  return { span: Math.hypot(one.clientX - two.clientX, one.clientY - two.clientY), middle: fromMiddle(middle) };
}

function onMove(event) {
  const before = fingers.get(event.pointerId);
  if (!before) return;
  const was = fingers.size === 2 ? pinched() : null;
  fingers.set(event.pointerId, event);
  if (was) {
    const now = pinched();
    move(now.middle[0] - was.middle[0], now.middle[1] - was.middle[1]);
    zoomTo((view.scale * now.span) / was.span, ...now.middle);
  } else {
    move(event.clientX - before.clientX, event.clientY - before.clientY);
  }
}

function lift(event) {
  fingers.delete(event.pointerId);
}

const ACTIONS = {
  in: () => zoomTo(view.scale * STEP),
  out: () => zoomTo(view.scale / STEP),
  reset: () => zoomTo(1),
  close: () => dialog.close(),
};
const KEYS = {
  "+": ACTIONS.in,
  "=": ACTIONS.in,
  "-": ACTIONS.out,
  0: ACTIONS.reset,
  ArrowLeft: () => move(NUDGE, 0),
  ArrowRight: () => move(-NUDGE, 0),
  ArrowUp: () => move(0, NUDGE),
  ArrowDown: () => move(0, -NUDGE),
};

function open(link) {
  picture.src = link.href;
  picture.alt = link.querySelector("img").alt;
  dialog.setAttribute("aria-label", picture.alt);
  dialog.showModal();
  zoomTo(1);
}

stage.addEventListener("pointerdown", (event) => {
  stage.setPointerCapture(event.pointerId);
  fingers.set(event.pointerId, event);
});
stage.addEventListener("pointermove", onMove);
stage.addEventListener("pointerup", lift);
stage.addEventListener("pointercancel", lift);
stage.addEventListener("dblclick", (event) => zoomTo(view.scale > 1 ? 1 : STEP ** 3, ...fromMiddle(event)));
stage.addEventListener(
  "wheel",
  (event) => {
    event.preventDefault();
    zoomTo(view.scale * Math.exp(-event.deltaY / 400), ...fromMiddle(event));
  },
  { passive: false },
);
dialog.addEventListener("click", (event) => ACTIONS[event.target.dataset.does]?.());
dialog.addEventListener("keydown", (event) => {
  if (!KEYS[event.key]) return;
  event.preventDefault();
  KEYS[event.key]();
});
for (const link of document.querySelectorAll("a[data-zoom]")) {
  link.addEventListener("click", (event) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    open(link);
  });
}
