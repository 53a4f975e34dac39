/* Where cells are. A place is a person's code and a day of the month counted from 0. */

export const board = () => document.getElementById("roster");
export const isEditable = () => Boolean(board().querySelector("table[data-cells]"));
export const isPreview = () => Boolean(board().querySelector("table.is-preview"));
export const rows = () => [...board().querySelectorAll("tbody tr")];
export const cellsOf = (row) => [...row.querySelectorAll("td[data-v]")];

export function rowOf(code) {
  return rows().find((row) => row.dataset.e === code);
}

export function cellAt({ code, number }) {
  const row = rowOf(code);
  return row ? cellsOf(row)[number] : undefined;
}

export function placeOf(cell) {
  const row = cell.closest("tr");
  return { code: row.dataset.e, number: cellsOf(row).indexOf(cell) };
}

export function isSame(one, other) {
  return Boolean(one && other && one.code === other.code && one.number === other.number);
}

/** The date of a column as 2026-03-01. */
export function dateOf(number) {
  return board().querySelectorAll("thead th[data-d]")[number].dataset.d;
}

/** Parse rows or parts of a table, which are only valid inside one. */
export function parseTable(html) {
  const holder = document.createElement("template");
  holder.innerHTML = `<table>${html}</table>`;
  return holder.content.firstElementChild;
}

export function parse(html) {
  const holder = document.createElement("template");
  holder.innerHTML = html;
  return holder.content;
}
