/* Buttons that copy the text beside them. Where the browser does not let a page copy, the text is selected. */

import { showToast } from "./toasts.js";

for (const button of document.querySelectorAll("[data-copy]")) {
  const input = button.parentElement.querySelector("input");
  button.hidden = false;
  button.addEventListener("click", () => copy(input));
  input.addEventListener("focus", () => input.select());
}

async function copy(input) {
  input.focus();
  try {
    await navigator.clipboard.writeText(input.value);
    showToast(input.dataset.copied, { level: "success" });
  } catch {
    input.select();
  }
}
