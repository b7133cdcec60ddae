// Four corners on a picture: a pointer and the arrow keys change the numbers of an ordinary form, which are what is drawn.

const STEP = 0.1; // percent that a press of an arrow key moves; ten times that with Shift
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const HANDLE = 14; // pixels of the screen from the middle of a corner to its edge: enough for a finger

const drawing = document.querySelector(".crop-drawing");
const outline = drawing.querySelector(".outline");
const corners = [...drawing.querySelectorAll(".corner")];
const said = document.querySelector("#said");
const { width, height } = drawing.viewBox.baseVal;

const inputs = corners.map((_, number) =>
  [0, 1].map((axis) => document.querySelector(`input[data-corner="${number}"][data-axis="${axis}"]`)),
);

// Maps the drawing to the screen, whatever is left free beside the picture.
const toScreen = () => drawing.getScreenCTM();

function draw() {
  const points = inputs.map(([x, y]) => [(x.valueAsNumber / 100) * width, (y.valueAsNumber / 100) * height]);
  if (!points.flat().every(Number.isFinite)) return;
  outline.setAttribute("points", points.map((point) => point.join(",")).join(" "));
  corners.forEach((corner, number) => {
    corner.setAttribute("cx", points[number][0]);
    corner.setAttribute("cy", points[number][1]);
    corner.setAttribute("r", HANDLE / toScreen().a);
  });
}

function put(number, x, y) {
  for (const [axis, value] of [x, y].entries()) {
    inputs[number][axis].value = Math.min(100, Math.max(0, value)).toFixed(2);
  }
  draw();
}

function announce(number) {
  const [x, y] = inputs[number].map((input) => input.valueAsNumber.toFixed(1));
  said.textContent = `${corners[number].getAttribute("aria-label")}: ${x} % from the left, ${y} % from the top.`;
}

function onKey(event, number) {
  const arrow = ARROWS[event.key];
  if (!arrow) return;
  event.preventDefault();
  const step = event.shiftKey ? 10 * STEP : STEP;
  const [x, y] = inputs[number].map((input) => input.valueAsNumber);
  put(number, x + arrow[0] * step, y + arrow[1] * step);
  announce(number);
}

function onGrab(event, number) {
  const corner = corners[number];
  const drag = (move) => {
    const { x, y } = new DOMPoint(move.clientX, move.clientY).matrixTransform(toScreen().inverse());
    put(number, (x / width) * 100, (y / height) * 100);
  };
  const end = () => {
    corner.removeEventListener("pointermove", drag);
    announce(number);
  };
  corner.setPointerCapture(event.pointerId);
  corner.addEventListener("pointermove", drag);
  corner.addEventListener("pointerup", end, { once: true });
  corner.addEventListener("pointercancel", end, { once: true });
}

corners.forEach((corner, number) => {
  corner.addEventListener("keydown", (event) => onKey(event, number));
  corner.addEventListener("pointerdown", (event) => onGrab(event, number));
  // A finger on a corner drags it, and does not scroll the page.
  corner.addEventListener("touchstart", (event) => event.preventDefault(), { passive: false });
});
for (const input of inputs.flat()) input.addEventListener("input", draw);

drawing.removeAttribute("hidden");
draw();
new ResizeObserver(draw).observe(drawing);
for (const hint of document.querySelectorAll(".with-script")) hint.hidden = false;
