/* While a cell is dragged, the others show whether it would be fine there, warn or break a rule. */

import { board, cellAt, dateOf } from "./cells.js";
import { addresses } from "./edits.js";

const SIGNS = { good: "fits", warning: "warns", bad: "breaks" };
let asked = new Set();
let turn = 0;
// How a block would lie, by rows down and days across.
let blocks = new Map();
const MANY = 40;

/** Ask once for the row and the column of the place, and once for every other row that is passed. */
export async function askFit(place, row = place.code) {
  if (asked.has(row)) return;
  asked.add(row);
  const mine = turn;
  const query = new URLSearchParams({ employee: place.code, date: dateOf(place.number), row });
  const response = await fetch(`${addresses().fit}?${query}`).catch(() => null);
  if (!response?.ok || mine !== turn) return;
  const { fit } = await response.json();
  for (const [code, days] of Object.entries(fit)) {
    for (const [number, tone] of Object.entries(days)) {
      cellAt({ code, number: Number(number) })?.classList.add(SIGNS[tone]);
    }
  }
}

/** Ask once for every row that a block is held over; `people` are its rows, `onto` those so many further down. */
export async function askBlockFit({ people, onto, first, last }, down, then) {
  if (asked.has(down) || people.length > MANY) return;
  asked.add(down);
  const mine = turn;
  const query = new URLSearchParams({ first: dateOf(first), last: dateOf(last) });
  people.forEach((code) => query.append("people", code));
  onto.forEach((code) => query.append("onto", code));
  const response = await fetch(`${addresses().fitBlock}?${query}`).catch(() => null);
  if (!response?.ok || mine !== turn) return;
  blocks.set(down, (await response.json()).fit);
  if (mine === turn) then();
}

/** Let the cells say how the block would lie there, as far as that is known. */
export function showBlockFit(places, down, across) {
  clean();
  const tone = blocks.get(down)?.[across];
  if (tone) places.forEach((place) => cellAt(place)?.classList.add(SIGNS[tone]));
}

export function forgetFit() {
  turn += 1;
  asked = new Set();
  blocks = new Map();
  clean();
}

function clean() {
  for (const cell of board().querySelectorAll("td:is(.fits, .warns, .breaks)")) {
    cell.classList.remove("fits", "warns", "breaks");
  }
}
