/* Brings the grid up to date when somebody else, or a build, has changed it. */

import { board, cellAt, cellsOf, isPreview, parse, rows } from "./cells.js";
import { current, focusCell, offerOne } from "./cursor.js";
import { isBusy } from "./edits.js";
import { sortAgain, watchSorting } from "./sorting.js";

const EVERY = 2000;
const SHOWN = 12000;
const marked = new Set();
let timer = null;

export function watchRevision() {
  document.addEventListener("roster:begun", renewBar);
  setInterval(async () => {
    if (document.hidden || isBusy()) return;
    // Nothing new is an answer without content.
    const response = await fetch(pulseAddress()).catch(() => null);
    if (response?.status !== 200 || isBusy()) return;
    // Whoever has been logged out meanwhile gets the login page, which is no JSON.
    const answer = await response.json().catch(() => null);
    if (!answer) return;
    const { revision, build } = answer;
    if (revision !== null && String(revision) !== board().dataset.revision) await refresh();
    if (build && isUnwatched()) window.htmx.ajax("GET", build, { target: "#panel", swap: "innerHTML" });
  }, EVERY);
}

function pulseAddress() {
  return `${board().dataset.pulse}?revision=${board().dataset.revision}`;
}

/** Whether somebody else's build would go unseen here; the old roster stays where it was asked for. */
function isUnwatched() {
  return !isPreview() && !board().dataset.refresh.includes("draft") && !document.querySelector("#build[hx-get]");
}

/** Fetch the grid anew and show which cells differ. */
export async function refresh() {
  const response = await fetch(partAddress("table")).catch(() => null);
  if (!response?.ok) return;
  const fresh = parse(await response.text());
  const next = fresh.getElementById("roster");
  // Drawn before an edit that has been answered meanwhile: the next look gets it.
  if (Number(next.dataset.revision) < Number(board().dataset.revision)) return;
  const before = isPreview() ? null : values();
  const hadFocus = board().contains(document.activeElement);
  const { scrollLeft, scrollTop } = board();
  for (const id of ["month-bar", "faults", "agenda"]) replace(id, fresh.getElementById(id));
  Object.assign(board().dataset, next.dataset);
  board().replaceChildren(...next.childNodes);
  watchSorting();
  sortAgain();
  if (before && !isPreview()) noteDifferences(before);
  showMarks();
  offerOne();
  if (hadFocus && current()) focusCell(cellAt(current()));
  Object.assign(board(), { scrollLeft, scrollTop });
  document.dispatchEvent(new CustomEvent("roster:renewed"));
}

/** What can be done with a month is another thing once something stands in it. */
async function renewBar() {
  const response = await fetch(partAddress("bar")).catch(() => null);
  if (response?.ok) replace("month-bar", parse(await response.text()).getElementById("month-bar"));
}

function partAddress(part) {
  const address = new URL(board().dataset.refresh, window.location);
  address.searchParams.set("part", part);
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
