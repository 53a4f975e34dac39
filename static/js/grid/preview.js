/* While a build runs, the best roster so far is laid into the grid, cell by cell. */

import { board, isPreview, parseTable } from "./cells.js";
import { layCells } from "./laying.js";

const TINTED = 1800;
let isAsking = false;

/** Bring the grid up to the best that the build's panel speaks of. */
export async function layBest(build) {
  if (isAsking || build.dataset.best === board().dataset.best) return;
  isAsking = true;
  const response = await fetch(build.dataset.cells).catch(() => null);
  const answer = response?.ok ? await response.json().catch(() => null) : null;
  isAsking = false;
  if (answer?.rows && isPreview()) lay(answer);
}

function lay({ best, looks, rows: wanted, foot }) {
  const table = board().querySelector("table");
  const wasEmpty = table.classList.contains("is-empty");
  const changed = layCells(wanted, looks);
  if (foot) table.querySelector("tfoot").replaceWith(parseTable(foot).querySelector("tfoot"));
  table.classList.remove("is-empty");
  board().dataset.best = best;
  // The first roster of an empty month is new everywhere: a tint would say nothing.
  if (!wasEmpty) tell(changed);
}

function tell(changed) {
  for (const cell of board().querySelectorAll(".is-better")) cell.classList.remove("is-better");
  for (const cell of changed) cell.classList.add("is-better");
  setTimeout(() => changed.forEach((cell) => cell.classList.remove("is-better")), TINTED);
  const badge = document.getElementById("improved");
  if (!badge) return;
  badge.hidden = changed.length === 0;
  badge.textContent = `${badge.dataset.text} ${changed.length}`;
}
