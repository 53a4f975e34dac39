/* Edits go to the server one after another; each answer says what to renew and what it did. */

import { showToast } from "../toasts.js";
import { board, cellAt, cellsOf, dateOf, parse, parseTable, rowOf } from "./cells.js";
import { current, focusCell, offerOne } from "./cursor.js";

let queue = Promise.resolve();
let waiting = 0;
let said = null;

export const isBusy = () => waiting > 0;

/** Change a cell: `change` is {value} or {pin}. Resolves when the answer is on the page. */
export function edit(place, change) {
  waiting += 1;
  cellAt(place)?.classList.add("is-busy");
  queue = queue.then(() => send(place, change)).finally(() => (waiting -= 1));
  return queue;
}

async function send(place, change) {
  const cell = cellAt(place);
  if (!cell) return;
  cell.classList.add("is-busy");
  const answer = await ask(place, cell.dataset.v, change);
  if (answer) renew(place, answer);
  cellAt(place)?.classList.remove("is-busy");
}

async function ask(place, expected, change) {
  const table = board().querySelector("table");
  const body = new URLSearchParams({ employee: place.code, date: dateOf(place.number), expected, ...change });
  try {
    const response = await fetch(table.dataset.cells, {
      method: "POST",
      body,
      headers: { Accept: "application/json", ...JSON.parse(document.body.getAttribute("hx-headers")) },
    });
    if (response.ok || response.status === 409) return await response.json();
  } catch {
    // The network is away: said below, like any other failure.
  }
  showToast(board().dataset.failed, { level: "error" });
  return null;
}

function renew(place, answer) {
  if (answer.row) renewRow(place.code, answer.row);
  for (const [code, balance] of Object.entries(answer.balances ?? {})) renewBalance(rowOf(code), balance);
  if (answer.foot) board().querySelector("tfoot").replaceWith(parseTable(answer.foot).querySelector("tfoot"));
  if (answer.faults) document.getElementById("faults").replaceWith(parse(answer.faults));
  if (answer.revision !== undefined) board().dataset.revision = answer.revision;
  tell(answer);
  document.dispatchEvent(new CustomEvent("roster:edited", { detail: place }));
}

function renewRow(code, html) {
  const old = rowOf(code);
  const fresh = parseTable(html).querySelector("tr");
  const had = old.contains(document.activeElement) ? current() : null;
  const post = old.querySelector(".post");
  if (post) fresh.prepend(post);
  fresh.className = old.className;
  old.replaceWith(fresh);
  if (had) focusCell(cellsOf(fresh)[had.number]);
  offerOne();
}

function renewBalance(row, [figure, start, width, standsOut]) {
  const picture = row?.querySelector(".bal");
  if (!picture) return;
  const bar = picture.querySelector("rect");
  picture.closest("td").dataset.n = figure;
  picture.setAttribute("aria-label", figure);
  bar.setAttribute("x", start);
  bar.setAttribute("width", width);
  bar.classList.toggle("out", standsOut);
}

/** One short word in the corner, in place of the one before. */
function tell(answer) {
  said?.remove();
  said = null;
  if (answer.refused) {
    said = showToast(answer.refused, { level: "error" });
  } else if (answer.said?.length) {
    const levels = { bad: "error", warning: "warning", good: "success" };
    said = showToast(answer.said.map((one) => one.text).join("\n"), { level: levels[answer.said[0].tone] });
  }
}
