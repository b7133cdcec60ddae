// Stops of a tour in the order in which one walks: rows of the inline form are dragged by their handle, or moved by
// buttons. What is saved are the numbers of the form, which work without this too.

const group = document.querySelector("#stops-group");
const body = group?.querySelector("tbody");
const said = document.createElement("p");
said.className = "stops-said";
said.setAttribute("role", "status");

function rowsOf() {
  return [...body.querySelectorAll("tr.form-row:not(.empty-form)")];
}

function numberOf(row) {
  return row.querySelector('input[name$="-order"]');
}

/** Return what a stop is called: its title, or the work or room that is chosen. */
function nameOf(row) {
  const title = row.querySelector('input[name$="-title"]').value.trim();
  const chosen = [...row.querySelectorAll("select")].map((select) => select.selectedOptions[0]);
  return title || chosen.find((option) => option?.value)?.text || "New stop";
}

function number() {
  rowsOf().forEach((row, place) => (numberOf(row).value = place + 1));
}

function announce(row) {
  const rows = rowsOf();
  said.textContent = `${nameOf(row)}: stop ${rows.indexOf(row) + 1} of ${rows.length}. Save to keep it.`;
}

/** Put a row before another one, or after all others. */
function put(row, before) {
  body.insertBefore(row, before ?? rowsOf().at(-1).nextSibling);
  number();
}

function step(row, by) {
  const rows = rowsOf();
  const place = rows.indexOf(row) + by;
  if (place >= 0 && place < rows.length) put(row, by < 0 ? rows[place] : rows[place + 1]);
  announce(row);
}

function drag(row, event) {
  const follow = ({ clientY }) => {
    const over = rowsOf().find((other) => other !== row && isOver(other, clientY));
    if (!over) return;
    const isAbove = over.compareDocumentPosition(row) & Node.DOCUMENT_POSITION_FOLLOWING;
    put(row, isAbove ? over : over.nextElementSibling);
  };
  const end = () => {
    removeEventListener("pointermove", follow);
    removeEventListener("pointerup", end);
    removeEventListener("pointercancel", end);
    row.classList.remove("stops-dragged");
    announce(row);
  };
  // Listened to on the window: a row that is moved in the document loses the pointer that it captured.
  addEventListener("pointermove", follow);
  addEventListener("pointerup", end);
  addEventListener("pointercancel", end);
  row.classList.add("stops-dragged");
  event.preventDefault();
}

function isOver(row, y) {
  const { top, bottom } = row.getBoundingClientRect();
  return y >= top && y < bottom;
}

function button(text, row, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "button";
  made.textContent = text;
  made.addEventListener("focus", () => made.setAttribute("aria-label", `${text}: ${nameOf(row)}`));
  made.setAttribute("aria-label", `${text}: ${nameOf(row)}`);
  made.addEventListener("click", () => {
    act();
    made.focus();
  });
  return made;
}

function equip(row) {
  const handle = document.createElement("span");
  handle.className = "stops-handle";
  handle.title = "Drag";
  handle.textContent = "⠿";
  handle.setAttribute("aria-hidden", "true");
  handle.addEventListener("pointerdown", (event) => drag(row, event));
  const tools = document.createElement("div");
  tools.className = "stops-tools";
  tools.append(handle, button("Up", row, () => step(row, -1)), button("Down", row, () => step(row, 1)));
  numberOf(row).after(tools);
}

if (body) {
  rowsOf().forEach(equip);
  group.querySelector("table").after(said);
  document.addEventListener("formset:added", ({ target, detail }) => {
    if (detail.formsetName !== "stops") return;
    equip(target);
    number();
  });
}
