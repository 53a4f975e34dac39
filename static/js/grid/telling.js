/* One word in the corner about the last edit: what it broke or mended, undo, and a field for a reason. */

import { showToast } from "../toasts.js";
import { board } from "./cells.js";
import { lookOnward } from "./onward.js";

const LEVELS = { bad: "error", warning: "warning", good: "success" };
let said = null;

document.addEventListener("roster:panel", () => said?.remove());

/** Say what an answer says, in place of the word before. */
export function tell(answer) {
  said?.remove();
  said = null;
  if (answer.refused) {
    said = showToast(answer.refused, { level: "error" });
  } else if (answer.changed?.length || answer.said?.length) {
    const words = answer.said?.length ? answer.said.map((one) => one.text) : [answer.done];
    const level = LEVELS[answer.said?.[0]?.tone] ?? "info";
    said = showToast(words.join("\n"), { level, action: acts(answer) });
  }
  if (answer.onward) lookOnward(answer.onward);
}

function acts(answer) {
  const node = document.createElement("div");
  node.className = "toast-acts";
  if (answer.reason) node.append(reasonForm(answer.reason));
  node.append(undoButton());
  return node;
}

function undoButton() {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button is-small";
  button.dataset.undo = "";
  button.textContent = board().dataset.wordUndo;
  return button;
}

/** A warning wants a reason; it can be left out, and the edit stands all the same. */
function reasonForm(address) {
  const form = document.createElement("form");
  const field = document.createElement("input");
  const button = document.createElement("button");
  form.className = "toast-reason";
  form.dataset.reason = address;
  field.className = "input";
  field.name = "why";
  field.maxLength = 200;
  field.required = true;
  field.placeholder = board().dataset.wordReason;
  field.setAttribute("aria-label", board().dataset.wordReason);
  button.className = "button is-small is-main";
  button.textContent = board().dataset.wordKeep;
  form.append(field, button);
  return form;
}
