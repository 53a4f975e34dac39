/* A rectangle of cells, from its first corner to the cell that has the focus. */

import { board, cellAt, cellsOf, isSame, placeOf, rowOf, rows } from "./cells.js";
import { current, focusCell, move } from "./cursor.js";

let anchor = null;
let head = null;

export function watchSelection() {
  board().addEventListener("focusin", (event) => {
    const cell = event.target.closest("td[data-v]");
    if (cell && head && !isSame(placeOf(cell), head)) clearSelection();
  });
  document.addEventListener("roster:renewed", paint);
}

export const isMany = () => head !== null;

/** Select from one cell to another, which gets the focus. */
export function select(from, to) {
  anchor = placeOf(from);
  head = placeOf(to);
  focusCell(to);
  paint();
}

export function extendTo(cell) {
  const start = (anchor && cellAt(anchor)) ?? (current() && cellAt(current())) ?? cell;
  select(start, cell);
}

export function clearSelection() {
  anchor = head = null;
  paint();
}

/** Shift with an arrow, Home or End; Shift+Space for the row, Ctrl+Space for the column, Ctrl+A for all. */
export function selectionKey(event, cell) {
  const isCtrl = event.ctrlKey || event.metaKey;
  const line = cellsOf(cell.closest("tr"));
  const all = rows();
  const column = line.indexOf(cell);
  if (event.key === " " && event.shiftKey) select(line[0], line.at(-1));
  else if (event.key === " " && isCtrl) select(cellsOf(all[0])[column], cellsOf(all.at(-1))[column]);
  else if (isCtrl && event.key.toLowerCase() === "a") select(cellsOf(all[0])[0], cellsOf(all.at(-1)).at(-1));
  else if (event.shiftKey && (event.key.startsWith("Arrow") || event.key === "Home" || event.key === "End")) {
    const start = (anchor && cellAt(anchor)) ?? cell;
    head = null; // the move itself ends no selection
    move(event, cell);
    select(start, document.activeElement);
  } else return false;
  return true;
}

/** The selected places row by row; the one with the focus when no more are selected. */
export function blockOf() {
  const [from, to] = head ? [anchor, head] : [current(), current()];
  if (!from || !rowOf(from.code) || !rowOf(to.code)) return [];
  const all = rows();
  const [top, bottom] = [all.indexOf(rowOf(from.code)), all.indexOf(rowOf(to.code))].sort((a, b) => a - b);
  const [left, right] = [from.number, to.number].sort((a, b) => a - b);
  return all
    .slice(top, bottom + 1)
    .map((row) => Array.from({ length: right - left + 1 }, (_, n) => ({ code: row.dataset.e, number: left + n })));
}

/** The selected places, without days outside somebody's contract. */
export function selectedPlaces() {
  return blockOf().flat().filter((place) => cellAt(place) && !cellAt(place).querySelector(".out"));
}

export const isSelected = (place) => isMany() && blockOf().flat().some((one) => isSame(one, place));

function paint() {
  for (const cell of board().querySelectorAll("td.is-in")) {
    cell.classList.remove("is-in");
    cell.removeAttribute("aria-selected");
  }
  if (!head) return;
  for (const place of blockOf().flat()) {
    cellAt(place)?.classList.add("is-in");
    cellAt(place)?.setAttribute("aria-selected", "true");
  }
}
