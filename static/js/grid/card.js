/* The card of a cell floats beside it: what stands there, what it breaks, and the choice. */

import { board, cellAt, dateOf, isEditable, isSame, parse } from "./cells.js";
import { focusCell } from "./cursor.js";
import { edit } from "./edits.js";

const card = () => document.getElementById("cell-card");
let open = null;

export const isOpen = () => open !== null;

export function watchCard() {
  card().addEventListener("submit", (event) => {
    event.preventDefault();
    const { name, value } = event.submitter;
    const place = open;
    focusCell(cellAt(place));
    closeCard();
    edit(place, { [name]: value });
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
  board().addEventListener("scroll", closeCard);
  document.addEventListener("roster:renewed", () => {
    if (isOpen() && !isEditable()) closeCard();
  });
  document.addEventListener("roster:panel", closeCard);
  document.addEventListener("roster:edited", (event) => {
    if (isSame(open, event.detail)) showCard(open);
  });
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
  card().hidden = false;
  put(cellAt(place));
  if (enter) (card().querySelector("[aria-pressed=true]") ?? card().querySelector(".pick"))?.focus();
}

export function closeCard() {
  open = null;
  card().hidden = true;
}

function leave() {
  const cell = cellAt(open);
  closeCard();
  focusCell(cell);
}

function put(cell) {
  const at = cell.getBoundingClientRect();
  const box = card().getBoundingClientRect();
  const left = Math.max(8, Math.min(at.left - 14, window.innerWidth - box.width - 8));
  const below = at.bottom + 6;
  const top = below + box.height < window.innerHeight ? below : Math.max(8, at.top - box.height - 6);
  card().style.left = `${left}px`;
  card().style.top = `${top}px`;
}
