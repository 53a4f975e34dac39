/* Brings the grid up to date when somebody else, or a build, has changed it. */

import { board, cellAt, cellsOf, isPreview, parse, rows } from "./cells.js";
import { current, focusCell, offerOne } from "./cursor.js";
import { isBusy } from "./edits.js";
import { sortAgain, watchSorting } from "./sorting.js";

const EVERY = 4000;
const SHOWN = 12000;
const marked = new Set();
let timer = null;

export function watchRevision() {
  setInterval(async () => {
    if (document.hidden || isBusy()) return;
    const response = await fetch(board().dataset.pulse).catch(() => null);
    if (!response?.ok || isBusy()) return;
    // Whoever has been logged out meanwhile gets the login page, which is no JSON.
    const answer = await response.json().catch(() => null);
    if (!answer) return;
    const { revision, build } = answer;
    if (revision !== null && String(revision) !== board().dataset.revision) await refresh();
    if (build && isUnwatched()) window.htmx.ajax("GET", build, { target: "#panel", swap: "innerHTML" });
  }, EVERY);
}

/** Whether somebody else's build would go unseen here; the old roster stays where it was asked for. */
function isUnwatched() {
  return !isPreview() && !board().dataset.refresh.includes("draft") && !document.querySelector("#build[hx-get]");
}

/** Fetch the grid anew and show which cells differ. */
export async function refresh() {
  const response = await fetch(tableAddress()).catch(() => null);
  if (!response?.ok) return;
  const fresh = parse(await response.text());
  const before = isPreview() ? null : values();
  const hadFocus = board().contains(document.activeElement);
  const { scrollLeft, scrollTop } = board();
  for (const id of ["month-bar", "faults", "agenda"]) replace(id, fresh.getElementById(id));
  const next = fresh.getElementById("roster");
  Object.assign(board().dataset, next.dataset);
  board().replaceChildren(...next.childNodes);
  Object.assign(board(), { scrollLeft, scrollTop });
  watchSorting();
  sortAgain();
  if (before && !isPreview()) noteDifferences(before);
  showMarks();
  offerOne();
  if (hadFocus && current()) focusCell(cellAt(current()));
  document.dispatchEvent(new CustomEvent("roster:renewed"));
}

function tableAddress() {
  const address = new URL(board().dataset.refresh, window.location);
  address.searchParams.set("part", "table");
  const day = new URLSearchParams(window.location.search).get("day");
  if (day) address.searchParams.set("day", day);
  return address;
}

function replace(id, fresh) {
  const old = document.getElementById(id);
  if (!old || !fresh) return;
  old.replaceWith(fresh);
  window.htmx?.process(fresh);
}

function values() {
  return new Map(rows().map((row) => [row.dataset.e, cellsOf(row).map((cell) => cell.dataset.v)]));
}

function noteDifferences(before) {
  for (const row of rows()) {
    const old = before.get(row.dataset.e) ?? [];
    cellsOf(row).forEach((cell, number) => {
      if (number < old.length && cell.dataset.v !== old[number]) marked.add(`${row.dataset.e} ${number}`);
    });
  }
}

/** Mark the days listed for each person's code, as changed. */
export function mark(changed) {
  for (const [code, days] of Object.entries(changed)) days.forEach((day) => marked.add(`${code} ${day}`));
  showMarks();
}

/** What is marked stays so for a while, also over the next refresh. */
function showMarks() {
  for (const row of rows()) {
    cellsOf(row).forEach((cell, number) => cell.classList.toggle("is-new", marked.has(`${row.dataset.e} ${number}`)));
  }
  clearTimeout(timer);
  timer = setTimeout(unmark, SHOWN);
}

function unmark() {
  marked.clear();
  for (const cell of board().querySelectorAll(".is-new")) cell.classList.remove("is-new");
}
