/* Forms beside the grid that change many cells: they show what would change before they do it. */

import { board, cellAt, dateOf } from "./cells.js";
import { refresh } from "./refresh.js";
import { blockOf, isMany } from "./selection.js";
import { tell } from "./telling.js";

export function watchTools() {
  document.body.addEventListener("roster:changed", async (event) => {
    await refresh();
    tell(event.detail);
  });
  document.body.addEventListener("htmx:afterSettle", (event) => {
    markProposed();
    if (event.detail.target?.id === "panel") offer();
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-tool]");
    if (link) link.href = withSelection(link);
    event.target.closest("[popover] a[data-panel]")?.closest("[popover]").hidePopover();
  }, true);
  document.addEventListener("roster:panel", unmark);
}

/** A tool begins with the people and days that are selected. */
function withSelection(link) {
  const address = new URL(link.href);
  const block = blockOf();
  for (const name of ["people", "first", "last"]) address.searchParams.delete(name);
  if (isMany()) {
    for (const line of block) address.searchParams.append("people", line[0].code);
    address.searchParams.set("first", dateOf(block[0][0].number));
    address.searchParams.set("last", dateOf(block[0].at(-1).number));
  }
  return address.href;
}

/** The keys go on where the answer is: at its button, or at what was wrong. */
function offer() {
  const panel = document.getElementById("panel");
  const next = panel.querySelector("[aria-invalid=true]") ?? panel.querySelector("button[name=apply]") ?? panel.querySelector("h2");
  if (!next || panel.querySelector("#build")) return;
  if (next.matches("h2")) next.tabIndex = -1;
  next.focus();
}

/** Cells that a proposal beside the grid would change. */
function markProposed() {
  unmark();
  for (const line of document.querySelectorAll("#panel [data-proposed]")) {
    const [code, number] = line.dataset.proposed.split(" ");
    cellAt({ code, number: Number(number) })?.classList.add("is-proposed");
  }
}

function unmark() {
  for (const cell of board().querySelectorAll("td.is-proposed")) cell.classList.remove("is-proposed");
}
