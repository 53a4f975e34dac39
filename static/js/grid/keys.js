/* What keys do: letters set shifts, P pins, Del gives a day off; see the list under ?. */

import { cellAt, isEditable, placeOf } from "./cells.js";
import { move } from "./cursor.js";
import { closeCard, isOpen, showCard } from "./card.js";
import { edit } from "./edits.js";

export function watchKeys() {
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented) return;
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "f") {
      event.preventDefault();
      document.getElementById("find").select();
      document.getElementById("find").focus();
      return;
    }
    const cell = event.target.closest?.("td[data-v]");
    if (cell && keyInCell(event, cell)) event.preventDefault();
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
  if (event.key === "?") {
    showKeys();
    return true;
  }
  return false;
}

function showKeys() {
  document.getElementById("keys").showModal();
}

function keyInCell(event, cell) {
  if (move(event, cell)) {
    if (isOpen()) closeCard();
    return true;
  }
  if (!isEditable() || event.ctrlKey || event.metaKey || event.altKey) return false;
  const place = placeOf(cell);
  if (event.key === "Enter" || event.key === " ") {
    showCard(place, { enter: true });
    return true;
  }
  const change = changeFor(event, cellAt(place));
  if (!change) return false;
  edit(place, change);
  return true;
}

function changeFor(event, cell) {
  if (event.key === "Delete") return { value: "rest" };
  if (event.key === "Backspace") return { value: "" };
  const letter = letterOf(event);
  if (letter === "P") return { pin: cell.querySelector(".p") ? "0" : "1" };
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
