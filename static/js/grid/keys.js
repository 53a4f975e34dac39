/* What keys do, to the cell with the focus or to all that are selected; see the list under ?. */

import { cellAt, isEditable, placeOf } from "./cells.js";
import { move, moveAmongDays } from "./cursor.js";
import { closeCard, isOpen, showCard } from "./card.js";
import { edit } from "./edits.js";
import { blockOf, clearSelection, selectedPlaces, selectionKey } from "./selection.js";
import { undoKey } from "./undoing.js";

export function watchKeys() {
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented) return;
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "f") {
      event.preventDefault();
      document.getElementById("find").select();
      document.getElementById("find").focus();
      return;
    }
    if (!isTyping(event.target) && undoKey(event)) return event.preventDefault();
    const cell = event.target.closest?.("td[data-v]");
    const day = event.target.closest?.("thead th[data-d] a");
    if (cell && keyInCell(event, cell)) event.preventDefault();
    else if (day && moveAmongDays(event, day)) event.preventDefault();
    else if (!isTyping(event.target) && keyOnPage(event)) event.preventDefault();
  });
  document.getElementById("show-keys")?.addEventListener("click", showKeys);
}

function isTyping(target) {
  return Boolean(target.closest?.("input, textarea, select, dialog, .popover"));
}

function keyOnPage(event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return false;
  if (event.key === "PageUp" || event.key === "PageDown") {
    document.getElementById(event.key === "PageUp" ? "month-before" : "month-after").click();
    return true;
  }
  if (event.key === "?" || event.key === "？") {
    showKeys();
    return true;
  }
  return false;
}

function showKeys() {
  document.getElementById("keys").showModal();
}

function keyInCell(event, cell) {
  if (selectionKey(event, cell)) return true;
  if (move(event, cell)) {
    clearSelection();
    if (isOpen()) closeCard();
    return true;
  }
  if (event.key === "Escape") clearSelection();
  if (!isEditable() || event.ctrlKey || event.metaKey || event.altKey) return false;
  const place = placeOf(cell);
  if (event.key === "Enter" || event.key === " ") {
    showCard(place, { enter: true });
    return true;
  }
  // Where nobody has a contract the program says so; in a selection such days are passed over.
  const places = selectedPlaces().length ? selectedPlaces() : blockOf().flat();
  const change = changeFor(event, places);
  if (!change) return false;
  edit(places.map((one) => ({ ...one, ...change })), change.pin === undefined ? "set" : "pinned");
  return true;
}

/** What a key makes of the cells; P unpins only when all of them are pinned. */
function changeFor(event, places) {
  if (event.key === "Delete") return { value: "rest" };
  if (event.key === "Backspace") return { value: "" };
  const letter = letterOf(event);
  if (letter === "P") return { pin: !places.every((place) => cellAt(place).querySelector(".p")) };
  const shift = letter && document.querySelector(`.legend [data-letter="${letter}"]`);
  return shift ? { value: shift.dataset.value } : null;
}

/** The key's letter or digit, also while an input method for Chinese is on and hides it. */
function letterOf(event) {
  if (/^[a-z0-9]$/i.test(event.key)) return event.key.toUpperCase();
  const byPlace = /^(?:Key([A-Z])|Digit([0-9]))$/.exec(event.code);
  const isHidden = event.key === "Process" || event.isComposing || event.key === "Unidentified";
  return isHidden && byPlace ? (byPlace[1] ?? byPlace[2]) : null;
}
