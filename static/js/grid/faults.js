/* Lists of faults: an edit brings their counts alone, and the sentences come when a list is opened. One that is
   open closes as other popovers do: by Escape, a click elsewhere, or by what was looked for being clicked. */

import { board, parse } from "./cells.js";

export function watchFaults() {
  document.addEventListener("toggle", open, true);
  document.addEventListener("click", closeOthers);
  document.addEventListener("keydown", closeByKey);
}

function closeOthers(event) {
  if (event.target.closest(".fault-list") && !event.target.closest("a")) return;
  shown()?.removeAttribute("open");
}

function closeByKey(event) {
  const list = event.key === "Escape" && shown();
  if (!list) return;
  list.removeAttribute("open");
  list.querySelector("summary").focus();
  event.preventDefault();
}

function shown() {
  return document.querySelector(".fault-list[open]");
}

async function open(event) {
  const list = event.target;
  const faults = list.closest?.("#faults[data-brief]");
  if (!faults || !list.open || !list.classList.contains("fault-list")) return;
  const address = new URL(board().dataset.refresh, window.location);
  address.searchParams.set("part", "faults");
  const response = await fetch(address).catch(() => null);
  if (!response?.ok || !faults.isConnected) return;
  const number = [...faults.children].indexOf(list);
  const fresh = parse(await response.text()).getElementById("faults");
  faults.replaceWith(fresh);
  fresh.children[number]?.setAttribute("open", "");
  fresh.children[number]?.querySelector("summary")?.focus();
}
