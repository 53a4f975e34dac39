/* Brings the grid up to date when somebody else, or a build, has changed it. */

import { board, cellAt, cellsOf, parse, rows } from "./cells.js";
import { current, focusCell, offerOne } from "./cursor.js";
import { isBusy } from "./edits.js";
import { sortAgain, watchSorting } from "./sorting.js";

const EVERY = 4000;
const SHOWN = 12000;
const marked = new Set();
let timer = null;

export function watchRevision() {
  setInterval(async () => {
    if (document.hidden || isBusy()) return;
    const response = await fetch(board().dataset.pulse).catch(() => null);
    if (!response?.ok || isBusy()) return;
    const { revision } = await response.json();
    if (revision !== null && String(revision) !== board().dataset.revision) await refresh();
  }, EVERY);
}

/** Fetch the grid anew and show which cells differ. */
export async function refresh() {
  const response = await fetch(`${board().dataset.refresh}?part=table`).catch(() => null);
  if (!response?.ok) return;
  const fresh = parse(await response.text());
  const before = values();
  const hadFocus = board().contains(document.activeElement);
  const { scrollLeft, scrollTop } = board();
  for (const id of ["month-bar", "faults"]) replace(id, fresh.getElementById(id));
  const next = fresh.getElementById("roster");
  board().dataset.revision = next.dataset.revision;
  board().replaceChildren(...next.childNodes);
  Object.assign(board(), { scrollLeft, scrollTop });
  watchSorting();
  sortAgain();
  mark(before);
  offerOne();
  if (hadFocus && current()) focusCell(cellAt(current()));
}

function replace(id, fresh) {
  const old = document.getElementById(id);
  if (!old || !fresh) return;
  old.replaceWith(fresh);
  window.htmx?.process(fresh);
}

function values() {
  return new Map(rows().map((row) => [row.dataset.e, cellsOf(row).map((cell) => cell.dataset.v)]));
}

/** Cells that differ stay marked for a while, also over the next refresh. */
function mark(before) {
  for (const row of rows()) {
    const old = before.get(row.dataset.e) ?? [];
    cellsOf(row).forEach((cell, number) => {
      const name = `${row.dataset.e} ${number}`;
      if (number < old.length && cell.dataset.v !== old[number]) marked.add(name);
      cell.classList.toggle("is-new", marked.has(name));
    });
  }
  clearTimeout(timer);
  timer = setTimeout(unmark, SHOWN);
}

function unmark() {
  marked.clear();
  for (const cell of board().querySelectorAll(".is-new")) cell.classList.remove("is-new");
}
