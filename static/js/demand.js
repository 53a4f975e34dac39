/* A table of numbers under the keyboard: arrows move, a block from a spreadsheet can be pasted, totals (if any) follow. */

const form = document.querySelector("[data-demand]");
const rows = form ? [...form.querySelectorAll("tbody tr")] : [];
const cells = rows.map((row) => [...row.querySelectorAll("input[inputmode]")]);

const STEPS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], Enter: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

function placeOf(cell) {
  const line = cells.findIndex((row) => row.includes(cell));
  return line < 0 ? null : [line, cells[line].indexOf(cell)];
}

function move(event) {
  const step = STEPS[event.key];
  const place = step && placeOf(event.target);
  if (!place || event.ctrlKey || event.metaKey || event.altKey) return;
  const sideways = step[1] !== 0;
  const [from, to] = [event.target.selectionStart, event.target.selectionEnd];
  const atEdge = from === to && from === (step[1] < 0 ? 0 : event.target.value.length);
  const isWhole = to - from === event.target.value.length;
  if (sideways && !atEdge && !isWhole) return;
  const next = cells[place[0] + step[0]]?.[place[1] + step[1]];
  if (!next) return;
  event.preventDefault();
  next.focus();
  next.select();
}

function paste(event) {
  const place = placeOf(event.target);
  const text = event.clipboardData.getData("text");
  if (!place || !/[\t\n]/.test(text.trimEnd())) return;
  event.preventDefault();
  text.trimEnd().split(/\r?\n/).forEach((line, down) => {
    line.split("\t").forEach((value, right) => {
      const cell = cells[place[0] + down]?.[place[1] + right];
      if (cell) cell.value = value.trim().slice(0, 3);
    });
  });
  count();
}

const numberIn = (cell) => (/^\d+$/.test(cell.value.trim()) ? Number(cell.value) : 0);
const worded = new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: 1 });

function count() {
  if (!form.querySelector("[data-total]")) return;
  const sums = cells[0].map(() => 0);
  rows.forEach((row, line) => {
    const heads = cells[line].map(numberIn);
    heads.forEach((number, column) => { sums[column] += number * Number(row.dataset.hours); });
    row.querySelector("[data-total]").textContent = heads.reduce((a, b) => a + b, 0);
  });
  form.querySelectorAll("[data-sum]").forEach((cell, column) => { cell.textContent = worded.format(sums[column]); });
  form.querySelector("[data-sum-all]").textContent = worded.format(sums.reduce((a, b) => a + b, 0));
}

if (cells.length) {
  form.addEventListener("keydown", move);
  form.addEventListener("paste", paste);
  form.addEventListener("input", count);
}
