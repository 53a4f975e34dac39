/* Finds a person: others fade while typing, Enter goes to the first who fits. */

import { cellsOf, rows } from "./cells.js";
import { current, focusCell } from "./cursor.js";

export function watchFinding() {
  const field = document.getElementById("find");
  field.addEventListener("input", () => show(field.value));
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter") {
      event.preventDefault();
      goTo(matches(field.value)[0]);
    } else if (event.key === "Escape") {
      field.value = "";
      show("");
    }
  });
}

function matches(text) {
  const wanted = text.trim().toLowerCase();
  if (!wanted) return [];
  return rows().filter((row) => `${row.querySelector(".name").textContent} ${row.dataset.e}`.toLowerCase().includes(wanted));
}

function show(text) {
  const found = new Set(matches(text));
  const isLooking = text.trim() !== "";
  for (const row of rows()) {
    row.classList.toggle("is-dim", isLooking && !found.has(row));
    row.classList.toggle("is-found", found.has(row));
  }
  [...found][0]?.scrollIntoView({ block: "nearest" });
}

function goTo(row) {
  if (row) focusCell(cellsOf(row)[current()?.number ?? 0]);
}
