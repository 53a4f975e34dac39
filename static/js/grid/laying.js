/* Lays cells into the grid. An answer lists looks (value, content, label) and which of them each cell has. */

import { cellsOf, rowOf, rows } from "./cells.js";

/** Lay the rows that an answer has; gives the cells that have become others. */
export function layCells(wanted, looks) {
  return rows().flatMap((row) => (wanted[row.dataset.e] ? layRow(row, wanted[row.dataset.e], looks) : []));
}

function layRow(row, wanted, looks) {
  return cellsOf(row).filter((cell, number) => {
    const [value, content, label] = looks[wanted[number]] ?? [];
    if (value === undefined || isSo(cell, value, content, label)) return false;
    const isOther = cell.dataset.v !== value;
    cell.dataset.v = value;
    cell.innerHTML = content;
    if (label) cell.setAttribute("aria-label", label);
    else cell.removeAttribute("aria-label");
    return isOther;
  });
}

function isSo(cell, value, content, label) {
  return cell.dataset.v === value && cell.innerHTML === content && (cell.getAttribute("aria-label") ?? "") === label;
}

/** Figures right of the days: hours, target, whether above it, then the texts of the other columns. */
export function layFigures(figures) {
  for (const [code, [hours, target, isOver, ...texts]] of Object.entries(figures)) {
    const [first, ...others] = rowOf(code)?.querySelectorAll("td.f") ?? [];
    if (!first) continue;
    first.querySelector("b").textContent = hours;
    first.lastChild.textContent = `/${target}`;
    first.classList.toggle("over", isOver);
    texts.forEach((text, number) => (others[number].textContent = text));
  }
}

export function layBalances(balances) {
  for (const [code, [figure, start, width, standsOut]] of Object.entries(balances)) {
    const picture = rowOf(code)?.querySelector(".bal");
    if (!picture) continue;
    const bar = picture.querySelector("rect");
    picture.closest("td").dataset.n = figure;
    picture.setAttribute("aria-label", figure.replace("-", "−"));
    bar.setAttribute("x", start);
    bar.setAttribute("width", width);
    bar.classList.toggle("out", standsOut);
  }
}
