/* Copy, cut and paste: within the grid at once, from a spreadsheet after a look at what would change.
   A finger has the card's buttons for it. */

import { showToast } from "../toasts.js";
import { closeCard } from "./card.js";
import { board, cellAt, cellsOf, dateOf, isEditable, rowOf, rows } from "./cells.js";
import { addresses, edit } from "./edits.js";
import { blockOf, clearSelection, isMany, select } from "./selection.js";
import { textOf } from "./tables.js";

// What has been copied here: its text, the values of its cells, and the places if it is to be moved.
let held = null;

export function watchClipboard() {
  document.addEventListener("copy", (event) => take(event, false));
  document.addEventListener("cut", (event) => take(event, true));
  document.addEventListener("paste", put);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") forgetCut();
  });
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-copy-cells]")) takeByHand();
    else if (event.target.closest("[data-paste-cells]")) putByHand();
  });
}

const isInGrid = () => Boolean(document.activeElement?.closest("td[data-v]"));

function take(event, isCut) {
  if (!isInGrid() || (isCut && !isEditable())) return;
  event.preventDefault();
  event.clipboardData.setData("text/plain", hold(blockOf(), isCut));
}

/** Keep what stands in these places; gives it as a spreadsheet's text. */
function hold(block, isCut) {
  const text = block.map((line) => line.map((place) => cellAt(place).textContent).join("\t")).join("\n");
  held = { text: plain(text), values: block.map((line) => line.map((place) => cellAt(place).dataset.v)), cut: isCut ? block.flat() : [] };
  markCut(held.cut);
  document.body.classList.add("holds-cells");
  return text;
}

function takeByHand() {
  // Other programs can have it too, where the browser lets a page put it there.
  navigator.clipboard?.writeText(hold(blockOf(), false)).catch(() => {});
  closeCard();
  showToast(board().dataset.wordCopied);
}

function putByHand() {
  closeCard();
  putHeld(blockOf());
}

function put(event) {
  const text = plain(textOf(event.clipboardData));
  if (event.target.matches?.("#panel textarea[name=text]")) return write(event, text);
  if (!isInGrid() || !isEditable()) return;
  event.preventDefault();
  const places = blockOf();
  if (held && held.text === plain(event.clipboardData.getData("text/plain"))) putHeld(places);
  else if (text) look(isMany() && isOneCell(text) ? spread(text, places) : text, places[0][0]);
}

/** The form for a table gets it as the grid does. */
function write(event, text) {
  event.preventDefault();
  const { selectionStart, selectionEnd } = event.target;
  event.target.setRangeText(text, selectionStart, selectionEnd, "end");
}

const isOneCell = (text) => !/[\t\n]/.test(text.replace(/"(?:[^"]|"")*"/g, ""));

/** The text with one kind of line ends, and none at its own end: spreadsheets add one. */
function plain(text) {
  return text.replace(/\r\n?/g, "\n").replace(/\n$/, "");
}

/** What was copied here is known: it goes in at once, over all of a selection that it fits into. */
function putHeld(places) {
  const { values, cut } = held;
  const [high, wide] = [values.length, values[0].length];
  const isTiled = isMany() && places.length % high === 0 && places[0].length % wide === 0;
  const [down, across] = isTiled ? [places.length, places[0].length] : [high, wide];
  const targets = area(places[0][0], down, across);
  const taken = new Set(targets.flat().map(({ code, number }) => `${code} ${number}`));
  const changes = targets.flatMap((line, y) => line.map((place, x) => ({ ...place, value: values[y % high][x % wide] })));
  const isWhole = targets.flat().length === cut.length;
  const isApart = cut.every(({ code, number }) => !taken.has(`${code} ${number}`));
  // As with the mouse: what stood where the block goes comes to where it was.
  const stood = isApart && isWhole ? targets.flat().map((place) => cellAt(place).dataset.v) : [];
  const left = cut
    .map((place, n) => ({ ...place, value: stood[n] ?? "" }))
    .filter(({ code, number }) => !taken.has(`${code} ${number}`));
  edit([...left, ...changes], cut.length ? "moved" : "pasted");
  const last = targets.at(-1).at(-1);
  if (targets.flat().length > 1) select(cellAt(places[0][0]), cellAt(last));
  else clearSelection();
  if (cut.length) held = null;
  markCut([]);
}

/** Places from one on, as many as are there. */
function area({ code, number }, down, across) {
  const all = rows();
  const top = all.indexOf(rowOf(code));
  return all
    .slice(top, top + down)
    .map((row) => cellsOf(row).slice(number, number + across).map((_, x) => ({ code: row.dataset.e, number: number + x })));
}

/** One text fills all that is selected, as in a spreadsheet. */
function spread(text, places) {
  return places.map((line) => line.map(() => text).join("\t")).join("\n");
}

/** What comes from elsewhere is shown beside the grid before it changes anything. */
function look(text, { code, number }) {
  const people = rows().map((row) => row.dataset.e);
  const values = { text, employee: code, date: dateOf(number), people };
  window.htmx.ajax("POST", addresses().paste, { target: "#panel", swap: "innerHTML", values });
}

/** What was to be moved is no more than copied. */
function forgetCut() {
  if (held) held.cut = [];
  markCut([]);
}

function markCut(places) {
  for (const cell of board().querySelectorAll("td.is-cut")) cell.classList.remove("is-cut");
  for (const place of places) cellAt(place)?.classList.add("is-cut");
}
