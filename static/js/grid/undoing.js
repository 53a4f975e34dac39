/* Undo and redo, by keys, by buttons and in the corner's word; the reason for an edit. */

import { showToast } from "../toasts.js";
import { isEditable } from "./cells.js";
import { ask, redo, undo } from "./edits.js";

export function watchUndoing() {
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-undo], button[data-redo]");
    if (!button || !isEditable()) return;
    event.preventDefault();
    if (button.dataset.undo === undefined) redo();
    else undo();
  });
  document.addEventListener("submit", (event) => {
    const form = event.target.closest("form[data-reason]");
    if (!form) return;
    event.preventDefault();
    keepReason(form);
  });
}

/** Ctrl+Z, Ctrl+Y and Ctrl+Shift+Z; says whether the key was one of these. */
export function undoKey(event) {
  if (!(event.ctrlKey || event.metaKey) || event.altKey || !isEditable()) return false;
  const key = event.key.toLowerCase();
  if (key === "z" && !event.shiftKey) undo();
  else if (key === "y" || key === "z") redo();
  else return false;
  return true;
}

async function keepReason(form) {
  const answer = await ask(form.dataset.reason, new URLSearchParams(new FormData(form)));
  if (!answer) return;
  form.closest(".toast").remove();
  showToast(answer.said, { level: "success" });
}
