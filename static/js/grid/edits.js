/* Edits go to the server one after another; each answer says what to renew and what it did. */

import { board, cellAt, cellsOf, dateOf, parse, parseTable, rowOf } from "./cells.js";
import { layBalances, layCells, layFigures } from "./laying.js";
import { tell } from "./telling.js";

let queue = Promise.resolve();
let waiting = 0;

export const isBusy = () => waiting > 0;

/** Change cells: each change is a place with {value} or {pin}. Resolves when the answer is on the page. */
export function edit(changes, what = "set") {
  const there = changes.filter(cellAt);
  if (!there.length) return queue;
  there.forEach((change) => cellAt(change).classList.add("is-busy"));
  return inTurn(() => send(there, what));
}

export const undo = () => inTurn(() => turn("undo"));
export const redo = () => inTurn(() => turn("redo"));

/** Do one thing after the other, as they were asked for. */
function inTurn(act) {
  waiting += 1;
  // An answer that could not be laid is fetched with the whole table; the next act has its turn all the same.
  queue = queue
    .then(act)
    .catch(() => (board().dataset.revision = ""))
    .finally(() => (waiting -= 1));
  return queue;
}

async function send(changes, what) {
  const cells = changes.map(({ code, number, ...wanted }) => ({
    employee: code,
    date: dateOf(number),
    expected: cellAt({ code, number })?.dataset.v,
    ...wanted,
  }));
  renew(await ask(addresses().edits, JSON.stringify({ what, cells }), { "Content-Type": "application/json" }));
  // Others wait for answers of their own.
  changes.forEach((change) => cellAt(change)?.classList.remove("is-busy"));
}

async function turn(way) {
  renew(await ask(addresses()[way]));
}

export const addresses = () => board().querySelector("table").dataset;

/** Post to the program; null when it cannot be reached, which is said. */
export async function ask(address, body = "", headers = {}) {
  try {
    const response = await fetch(address, {
      method: "POST",
      body,
      headers: { Accept: "application/json", ...headers, ...JSON.parse(document.body.getAttribute("hx-headers")) },
    });
    // Whoever has been logged out meanwhile comes back here by the login page.
    if (response.redirected) return window.location.reload();
    if (response.ok || response.status === 409) return await response.json();
  } catch {
    // The network is away: said below, like any other failure.
  }
  tell({ refused: board().dataset.failed });
  return null;
}

function markUnpublished(code, days) {
  cellsOf(rowOf(code)).forEach((cell, number) => cell.classList.toggle("u", days.includes(number)));
}

/** The first cell of an empty month, and the last one taken away. */
function noteBegun(isEmpty) {
  const { classList } = board().querySelector("table");
  if (classList.contains("is-empty") === isEmpty) return;
  classList.toggle("is-empty", isEmpty);
  document.dispatchEvent(new CustomEvent("roster:begun"));
}

/** An answer has the rows of its own edit: what others did meanwhile is fetched while the page's revision is behind. */
function noteRevision({ revision, refused }) {
  const { dataset } = board();
  const isNext = dataset.revision !== "" && revision === Number(dataset.revision) + 1;
  if (isNext && !refused) dataset.revision = revision;
}

function renew(answer) {
  if (!answer) return;
  if (answer.cells) layCells(answer.cells, answer.looks);
  layFigures(answer.figures ?? {});
  layBalances(answer.balances ?? {});
  if (answer.foot) board().querySelector("tfoot").replaceWith(parseTable(answer.foot).querySelector("tfoot"));
  if (answer.faults) document.getElementById("faults").replaceWith(parse(answer.faults));
  if (answer.publish) document.getElementById("publish-acts")?.replaceWith(parse(answer.publish));
  for (const [code, days] of Object.entries(answer.unpublished ?? {})) markUnpublished(code, days);
  noteRevision(answer);
  if (answer.cells) noteBegun(answer.is_empty);
  tell(answer);
  const places = (answer.changed ?? []).map(([code, number]) => ({ code, number }));
  document.dispatchEvent(new CustomEvent("roster:edited", { detail: places }));
}
