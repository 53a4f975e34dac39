/* The mouse: dragging a filled cell moves it, with Ctrl copies it; from an empty cell, or with Shift, it selects.
   A finger that rests on a filled cell lifts it, on an empty one selects, and opens the card where it has not moved;
   one that goes on at once scrolls.
   Keys do the same: Ctrl+X, Ctrl+C, Ctrl+V and Shift with arrows. */

import { board, cellAt, cellsOf, isEditable, isSame, placeOf, rowOf, rows } from "./cells.js";
import { showCard } from "./card.js";
import { focusCell } from "./cursor.js";
import { edit } from "./edits.js";
import { askBlockFit, askFit, forgetFit, showBlockFit } from "./fit.js";
import { blockOf, extendTo, isSelected, select } from "./selection.js";

const FAR = 5;
const REST = 350;
let drag = null;

export function watchDragging() {
  board().addEventListener("pointerdown", begin);
  document.addEventListener("pointermove", go);
  document.addEventListener("pointerup", end);
  document.addEventListener("pointercancel", stop);
  board().addEventListener("touchmove", keepStill, { passive: false });
  board().addEventListener("contextmenu", keepStill);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") stop();
    else noteCtrl(event);
  });
  document.addEventListener("keyup", noteCtrl);
  // The click that ends a drag opens no card; after a finger's there may be none.
  document.addEventListener("click", swallow, true);
  document.addEventListener("pointerdown", () => (isSwallowing = false), true);
}

let isSwallowing = false;

function swallow(event) {
  if (!isSwallowing) return;
  isSwallowing = false;
  event.stopPropagation();
  event.preventDefault();
}

function begin(event) {
  const cell = event.target.closest("td[data-v]");
  if (!cell || event.button !== 0) return;
  const isMove = isEditable() && !event.shiftKey && cell.dataset.v && event.target.closest(".c");
  if (event.pointerType === "touch") {
    if (isEditable()) drag = { cell, isMove: Boolean(isMove), x: event.clientX, y: event.clientY, rest: setTimeout(start, REST) };
    return;
  }
  if (event.shiftKey) extendTo(cell);
  drag = { cell, isMove: Boolean(isMove), x: event.clientX, y: event.clientY, isOn: event.shiftKey, isCopy: false };
  if (event.shiftKey) isSwallowing = true;
}

function go(event) {
  if (!drag || !(event.buttons & 1)) return;
  if (!drag.isOn && Math.hypot(event.clientX - drag.x, event.clientY - drag.y) < FAR) return;
  if (!drag.isOn && drag.rest) return stop();
  if (!drag.isOn) start();
  drag.isCopy = event.ctrlKey || event.metaKey;
  const over = document.elementFromPoint(event.clientX, event.clientY)?.closest("td[data-v]");
  if (!over || over === drag.over) return;
  drag.over = over;
  if (drag.isMove) show();
  else if (event.shiftKey) extendTo(over);
  else select(drag.cell, over);
}

/** What a finger has lifted goes with it, and the page does not; nor does a menu open over it. */
function keepStill(event) {
  if (drag?.rest && drag.isOn) event.preventDefault();
}

function start() {
  drag.isOn = true;
  isSwallowing = true;
  if (!drag.isMove) return drag.rest && select(drag.cell, drag.cell);
  const place = placeOf(drag.cell);
  drag.block = isSelected(place) ? blockOf() : [[place]];
  drag.place = place;
  board().classList.add("is-dragging");
  for (const one of drag.block.flat()) cellAt(one).classList.add("is-cut");
  if (drag.block.flat().length === 1) askFit(place);
}

function noteCtrl(event) {
  if (!drag?.block) return;
  drag.isCopy = event.ctrlKey || event.metaKey;
  board().classList.toggle("is-copying", drag.isCopy);
}

/** Where the block would land. */
function show() {
  clean("is-target");
  board().classList.toggle("is-copying", drag.isCopy);
  if (drag.block.flat().length === 1) askFit(drag.place, placeOf(drag.over).code);
  else showBlock();
  for (const { to } of pairs()) cellAt(to).classList.add("is-target");
}

function showBlock() {
  const [{ down, across }, places] = [offset(), pairs().map(({ to }) => to)];
  const all = rows();
  const people = drag.block.map((line) => line[0].code).filter((code) => all[all.indexOf(rowOf(code)) + down]);
  const onto = people.map((code) => all[all.indexOf(rowOf(code)) + down].dataset.e);
  const [first, last] = [drag.block[0][0].number, drag.block[0].at(-1).number];
  askBlockFit({ people, onto, first, last }, down, show);
  showBlockFit(places, down, across);
}

/** How many rows further down and days further on the block is held. */
function offset() {
  const all = rows();
  const target = placeOf(drag.over);
  const down = all.indexOf(rowOf(target.code)) - all.indexOf(rowOf(drag.place.code));
  return { down, across: target.number - drag.place.number };
}

/** Each place of the block with the one it would land on, as far as there is one. */
function pairs() {
  const all = rows();
  const { down, across } = offset();
  return drag.block.flat().flatMap((from) => {
    const row = all[all.indexOf(rowOf(from.code)) + down];
    const number = from.number + across;
    return row && cellsOf(row)[number] ? [{ from, to: { code: row.dataset.e, number } }] : [];
  });
}

function end(event) {
  if (!drag) return;
  const isDrop = drag.isOn && drag.isMove && drag.over && !isSame(placeOf(drag.over), drag.place);
  drag.isCopy = event.ctrlKey || event.metaKey;
  if (isDrop) drop(pairs(), drag.isCopy);
  const rested = drag.rest && drag.isOn && !isDrop ? ((!drag.isMove && drag.over) || drag.cell) : null;
  stop();
  if (rested) showMenu(rested);
}

/** What a finger can do with the cell, or with all that are selected. */
function showMenu(cell) {
  const place = placeOf(cell);
  if (!isSelected(place)) focusCell(cell);
  showCard(place);
}

/** Moving exchanges what stands in both places, so that a drop on an occupied cell swaps. */
function drop(moves, isCopy) {
  const value = (place) => cellAt(place).dataset.v;
  const changes = new Map();
  const put = (place, wanted) => changes.set(`${place.code} ${place.number}`, { ...place, value: wanted });
  const into = new Set(moves.map(({ to }) => `${to.code} ${to.number}`));
  let isSwap = false;
  for (const { from, to } of moves) {
    put(to, value(from));
    isSwap ||= /^\d+$/.test(value(to));
  }
  if (!isCopy) {
    const isApart = moves.every(({ from }) => !into.has(`${from.code} ${from.number}`));
    for (const { from, to } of moves) {
      if (!into.has(`${from.code} ${from.number}`)) put(from, isApart ? value(to) : "");
    }
  }
  edit([...changes.values()], isCopy ? "copied" : isSwap ? "swapped" : "moved");
  const [first, last] = [moves[0].to, moves.at(-1).to];
  select(cellAt(first), cellAt(last));
}

function stop() {
  if (!drag) return;
  clearTimeout(drag.rest);
  drag = null;
  forgetFit();
  clean("is-target");
  clean("is-cut");
  board().classList.remove("is-dragging", "is-copying");
}

function clean(name) {
  for (const cell of board().querySelectorAll(`td.${name}`)) cell.classList.remove(name);
}
