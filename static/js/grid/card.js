/* The card of a cell floats beside it: what stands there, what it breaks, and the choice. */

import { board, cellAt, dateOf, isEditable, isSame, parse } from "./cells.js";
import { focusCell } from "./cursor.js";
import { ask, edit } from "./edits.js";
import { isMany, isSelected, selectedPlaces } from "./selection.js";

const card = () => document.getElementById("cell-card");
// The place that was asked for last, and the one whose card stands where, until the other's has come.
let open = null;
let shown = null;

export const isOpen = () => open !== null;

export function watchCard() {
  card().addEventListener("submit", (event) => {
    event.preventDefault();
    const { name, value } = event.submitter;
    if (event.target.matches(".card-note-form")) return keepNote(event.target, event.submitter);
    const places = placesOf(shown.place);
    focusCell(cellAt(shown.place));
    closeCard();
    const change = name === "pin" ? { pin: value === "1" } : { value };
    edit(places.map((place) => ({ ...place, ...change })), name === "pin" ? "pinned" : "set");
  });
  card().addEventListener("click", (event) => {
    if (event.target.closest("[data-close-card]")) leave();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && isOpen()) leave();
  });
  document.addEventListener("pointerdown", (event) => {
    if (isOpen() && !card().contains(event.target) && !event.target.closest("td[data-v]")) closeCard();
  });
  board().addEventListener("scroll", followScroll);
  document.addEventListener("roster:renewed", () => {
    if (!isOpen()) return;
    if (!isEditable()) closeCard();
    else if (shown && cellAt(shown.place)?.dataset.v !== shown.value) showOthersChange();
  });
  document.addEventListener("roster:panel", closeCard);
  document.addEventListener("roster:edited", (event) => {
    if (event.detail.some((place) => isSame(open, place))) showCard(open);
  });
}

/** The place itself, or with it all that are selected. */
function placesOf(place) {
  return isMany() && isSelected(place) ? selectedPlaces() : [place];
}

/** Show the card of a place; with `enter` the focus goes to its first choice. */
export async function showCard(place, { enter = false } = {}) {
  if (!isEditable()) return;
  open = place;
  const query = new URLSearchParams({ employee: place.code, date: dateOf(place.number) });
  const address = `${board().querySelector("table").dataset.cells}?${query}`;
  const response = await fetch(address, { headers: { "X-Part": "card" } }).catch(() => null);
  if (!response?.ok || !isSame(open, place)) return;
  card().replaceChildren(parse(await response.text()));
  card().querySelector("[data-many]").hidden = placesOf(place).length < 2;
  card().hidden = false;
  shown = { place, value: cellAt(place).dataset.v, at: put(cellAt(place)) };
  if (enter) (card().querySelector("[aria-pressed=true]") ?? card().querySelector(".pick"))?.focus();
}

/** The card of a cell that somebody else has just changed; a note that is being written is not taken away. */
function showOthersChange() {
  const held = document.activeElement;
  if (!held.matches("#cell-card .input")) showCard(open, { enter: card().contains(held) });
}

/** Keep the note, and show the card and the cell's corner as they are then. */
async function keepNote(form, submitter) {
  const place = shown.place;
  const body = new URLSearchParams(new FormData(form, submitter));
  const answer = await ask(form.action, body);
  const cell = cellAt(place);
  if (!answer || !cell) return;
  if (answer.is_noted && !cell.querySelector(".c")) cell.append(Object.assign(document.createElement("i"), { className: "c" }));
  cell.querySelector(".c")?.classList.toggle("n", answer.is_noted);
  if (isSame(open, place)) showCard(place);
}

export function closeCard() {
  open = null;
  hide();
}

function hide() {
  shown = null;
  card().hidden = true;
}

/** A card whose cell has gone elsewhere closes; one that is on its way comes all the same. */
function followScroll() {
  if (!shown) return;
  const at = cellAt(shown.place)?.getBoundingClientRect();
  if (at && Math.abs(at.left - shown.at.left) < 2 && Math.abs(at.top - shown.at.top) < 2) return;
  if (isSame(open, shown.place)) closeCard();
  else hide();
}

function leave() {
  const cell = cellAt(open);
  closeCard();
  focusCell(cell);
}

/** Put the card beside the cell; gives where that is. */
function put(cell) {
  const at = cell.getBoundingClientRect();
  const box = card().getBoundingClientRect();
  const left = Math.max(8, Math.min(at.left - 14, window.innerWidth - box.width - 8));
  const below = at.bottom + 6;
  const top = below + box.height < window.innerHeight ? below : Math.max(8, at.top - box.height - 6);
  card().style.left = `${left}px`;
  card().style.top = `${top}px`;
  return at;
}
