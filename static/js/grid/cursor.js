/* One cell of the grid has the focus; arrows move it. */

import { board, cellAt, cellsOf, placeOf, rows } from "./cells.js";

let place = null;

/** The place that had the focus last. */
export const current = () => place;

export function watchCursor() {
  board().addEventListener("focusin", (event) => {
    const cell = event.target.closest("td[data-v]");
    if (!cell) return;
    rove(cell);
    place = placeOf(cell);
  });
  offerOne();
}

const days = () => [...board().querySelectorAll("thead th[data-d] a")];

/** Every cell and day can have the focus; Tab reaches one cell: that of last time, else today's column. */
export function offerOne() {
  for (const day of days()) day.tabIndex = -1;
  for (const cell of board().querySelectorAll("td[data-v]:not([tabindex])")) cell.tabIndex = -1;
  const first = rows()[0];
  if (!first || board().querySelector("td[tabindex='0']")) return;
  rove((place && cellAt(place)) ?? first.querySelector("td.t[data-v]") ?? cellsOf(first)[0]);
}

function rove(cell) {
  for (const other of board().querySelectorAll("td[tabindex='0']")) other.tabIndex = -1;
  cell.tabIndex = 0;
}

export function focusCell(cell) {
  if (!cell) return;
  rove(cell);
  cell.focus({ preventScroll: true });
  reveal(cell);
}

/** Scroll just so far that neither the sticky names nor head and foot cover the cell. */
function reveal(cell) {
  const box = board().getBoundingClientRect();
  const at = cell.getBoundingClientRect();
  const names = board().querySelector("tbody .name")?.getBoundingClientRect().right ?? box.left;
  const head = board().querySelector("thead").getBoundingClientRect().bottom;
  const foot = board().querySelector("tfoot").getBoundingClientRect().top;
  if (at.left < names) board().scrollLeft -= names - at.left;
  else if (at.right > box.right) board().scrollLeft += at.right - box.right + 4;
  if (at.top < head) board().scrollTop -= head - at.top;
  else if (at.bottom > foot) board().scrollTop += at.bottom - foot;
}

const STEPS = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };

/** Move for an arrow, Home or End, from the first row up to its day too; says whether the key was one of these. */
export function move(event, cell) {
  const step = STEPS[event.key];
  const all = rows();
  const row = all.indexOf(cell.closest("tr"));
  const line = cellsOf(all[row]);
  const far = event.ctrlKey || event.metaKey;
  let next;
  if (event.key === "ArrowUp" && row === 0 && !event.shiftKey) {
    days()[line.indexOf(cell)].focus();
    return true;
  }
  if (step) {
    const down = far ? step[0] * all.length : step[0];
    const across = far ? step[1] * line.length : step[1];
    const target = all[clamp(row + down, all.length)];
    next = cellsOf(target)[clamp(line.indexOf(cell) + across, line.length)];
  } else if (event.key === "Home") {
    next = far ? cellsOf(all[0])[0] : line[0];
  } else if (event.key === "End") {
    next = far ? cellsOf(all.at(-1)).at(-1) : line.at(-1);
  } else {
    return false;
  }
  focusCell(next);
  return true;
}

/** Move from one day's heading to another, or down to its first cell; says whether the key was one of these. */
export function moveAmongDays(event, day) {
  const all = days();
  const number = all.indexOf(day);
  const target = { ArrowLeft: number - 1, ArrowRight: number + 1, Home: 0, End: all.length - 1 }[event.key];
  if (event.key === "ArrowDown") focusCell(cellsOf(rows()[0])[number]);
  else if (target === undefined) return false;
  else all[clamp(target, all.length)].focus();
  return true;
}

function clamp(index, length) {
  return Math.max(0, Math.min(length - 1, index));
}

