// Rooms drawn on a plan, and works dragged to them. What is drawn are the numbers of an ordinary form: a pointer and the
// arrow keys change those, and dragging a work fills in the form below.

const STEP = 1; // percent that a press of an arrow key moves
const FIRST = { left: 45, top: 45, width: 10, height: 10 };
const SMALLEST = 1;
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

const drawing = document.querySelector(".plan-drawing");
const said = document.querySelector("#said");
const moving = document.querySelector("#works");
const tall = drawing.viewBox.baseVal.height;

const rooms = new Map(
  [...drawing.querySelectorAll(".room")].map((mark) => {
    const row = document.querySelector(`tr[data-room="${mark.dataset.room}"]`);
    const inputs = Object.fromEntries([...row.querySelectorAll("input")].map((input) => [input.dataset.part, input]));
    return [mark, { row, inputs, label: mark.getAttribute("aria-label") }];
  }),
);

function placeOf({ inputs }) {
  return Object.fromEntries(Object.entries(inputs).map(([part, input]) => [part, input.valueAsNumber]));
}

/** Keep a rectangle on the plan. */
function within(place) {
  const width = Math.min(100, Math.max(SMALLEST, place.width));
  const height = Math.min(100, Math.max(SMALLEST, place.height));
  const left = Math.min(100 - width, Math.max(0, place.left));
  const top = Math.min(100 - height, Math.max(0, place.top));
  return { left, top, width, height };
}

function draw(mark) {
  const room = rooms.get(mark);
  const { left, top, width, height } = placeOf(room);
  const isPlaced = [left, top, width, height].every(Number.isFinite);
  mark.toggleAttribute("hidden", !isPlaced);
  room.row.querySelector(".put").hidden = isPlaced;
  if (!isPlaced) return;
  const scale = tall / 100;
  set(mark.querySelector(".area"), { x: left, y: top * scale, width, height: height * scale });
  set(mark.querySelector("text"), { x: left + width / 2, y: (top + height / 2) * scale });
  set(mark.querySelector(".corner"), { x: left + width - 2.4, y: (top + height) * scale - 2.4 });
}

function set(element, attributes) {
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value.toFixed(2));
}

function put(mark, place) {
  const { inputs } = rooms.get(mark);
  for (const [part, value] of Object.entries(within(place))) inputs[part].value = value.toFixed(2);
  draw(mark);
}

function takeOff(mark) {
  for (const input of Object.values(rooms.get(mark).inputs)) input.value = "";
  draw(mark);
}

function announce(mark) {
  const { left, top, width, height } = placeOf(rooms.get(mark));
  const { label } = rooms.get(mark);
  said.textContent = Number.isFinite(left)
    ? `${label}: ${Math.round(left)} % from the left, ${Math.round(top)} % from the top, ${Math.round(width)} by ${Math.round(height)} %.`
    : `${label} is not on the plan.`;
}

function onKey(event) {
  const mark = event.currentTarget;
  const arrow = ARROWS[event.key];
  const place = placeOf(rooms.get(mark));
  if (arrow && event.shiftKey) {
    put(mark, { ...place, width: place.width + arrow[0] * STEP, height: place.height + arrow[1] * STEP });
  } else if (arrow) {
    put(mark, { ...place, left: place.left + arrow[0] * STEP, top: place.top + arrow[1] * STEP });
  } else if (event.key === "Delete") {
    takeOff(mark);
    rooms.get(mark).row.querySelector(".put").focus();
  } else {
    return;
  }
  event.preventDefault();
  announce(mark);
}

function onGrab(event) {
  const mark = event.currentTarget;
  const place = placeOf(rooms.get(mark));
  const isCorner = event.target.classList.contains("corner");
  const from = [event.clientX, event.clientY];
  const size = drawing.getBoundingClientRect();
  const drag = (move) => {
    const x = ((move.clientX - from[0]) / size.width) * 100;
    const y = ((move.clientY - from[1]) / size.height) * 100;
    if (isCorner) put(mark, { ...place, width: place.width + x, height: place.height + y });
    else put(mark, { ...place, left: place.left + x, top: place.top + y });
  };
  mark.setPointerCapture(event.pointerId);
  mark.addEventListener("pointermove", drag);
  const end = () => {
    mark.removeEventListener("pointermove", drag);
    announce(mark);
  };
  mark.addEventListener("pointerup", end, { once: true });
  mark.addEventListener("pointercancel", end, { once: true });
}

for (const [mark, { row, inputs }] of rooms) {
  mark.addEventListener("keydown", onKey);
  mark.addEventListener("pointerdown", onGrab);
  for (const input of Object.values(inputs)) input.addEventListener("input", () => draw(mark));
  row.querySelector(".put").addEventListener("click", () => {
    put(mark, FIRST);
    mark.focus();
    announce(mark);
  });
  draw(mark);
}

/** Let a work be dropped on a room, in the list or on the plan; dropped, it is moved as the form would. */
function takeWorks(target) {
  target.addEventListener("dragover", (event) => {
    event.preventDefault();
    target.classList.add("over");
  });
  target.addEventListener("dragleave", () => target.classList.remove("over"));
  target.addEventListener("drop", (event) => {
    event.preventDefault();
    const dropped = event.dataTransfer.getData("text/plain");
    for (const box of moving.querySelectorAll("[name=work]")) box.checked = box.checked || box.value === dropped;
    moving.querySelector("[name=to]").value = target.dataset.room;
    moving.requestSubmit(moving.querySelector("[name=move]"));
  });
}

for (const work of moving.querySelectorAll("[data-work]")) {
  work.addEventListener("dragstart", (event) => event.dataTransfer.setData("text/plain", work.dataset.work));
}
for (const target of document.querySelectorAll(".works-of-room[data-room], .plan-drawing .room")) takeWorks(target);

drawing.removeAttribute("hidden");
for (const hint of document.querySelectorAll(".with-script")) hint.hidden = false;
