/* Sorts people by a column of figures, each group for itself. */

import { board } from "./cells.js";

let sorted = null;

export function watchSorting() {
  for (const head of board().querySelectorAll("th[data-sort]")) {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => choose(head));
  }
}

/** Sort once more after the rows have been renewed. */
export function sortAgain() {
  if (!sorted) return;
  const head = heads()[sorted.column];
  if (head) sort(head, sorted.order);
}

function heads() {
  return [...board().querySelectorAll("thead tr:last-child th")];
}

function choose(head) {
  sort(head, head.getAttribute("aria-sort") === "descending" ? "ascending" : "descending");
}

function sort(head, order) {
  const column = heads().indexOf(head);
  const fromEnd = heads().length - column;
  sorted = { column, order };
  for (const other of heads()) other.removeAttribute("aria-sort");
  head.setAttribute("aria-sort", order);
  const sign = order === "ascending" ? 1 : -1;
  for (const group of board().querySelectorAll("tbody")) {
    const lines = [...group.rows];
    const post = group.querySelector(".post");
    lines.sort((one, other) => sign * (amount(one, fromEnd) - amount(other, fromEnd)));
    group.append(...lines);
    if (post) lines[0].prepend(post);
  }
}

function amount(row, fromEnd) {
  const cell = row.children[row.children.length - fromEnd];
  return Number.parseFloat(cell.dataset.n ?? cell.textContent) || 0;
}
