/* The table that spreadsheets put on the clipboard beside their text. LibreOffice's text does not say which of its line
   ends are inside a cell; the table does. */

/** What was copied, as tab-separated text in which a cell of several lines stands in quotes. */
export function textOf(clipboard) {
  const text = clipboard.getData("text/plain");
  const markup = new DOMParser().parseFromString(bare(clipboard.getData("text/html")), "text/html");
  const tables = markup.querySelectorAll("table");
  const lines = tables.length === 1 ? linesOf(tables[0]) : [];
  if (!lines.some((line) => line.some((cell) => cell.includes("\n")))) return text;
  return lines.map((line) => line.map(quoted).join("\t")).join("\n");
}

/** Without styles, which the page's own policy would complain of. */
const bare = (html) => html.replace(/<style[^]*?<\/style>/gi, "").replace(/\sstyle=("[^"]*"|'[^']*'|[^\s>]*)/gi, "");

const quoted = (cell) => (/["\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);

/** The cells' texts; merged cells stand in the first of their places, as in a spreadsheet's own text. */
function linesOf(table) {
  const lines = [...table.rows].map(() => []);
  [...table.rows].forEach((row, y) => {
    for (const cell of row.cells) {
      const x = firstFree(lines[y]);
      for (const line of lines.slice(y, y + Math.max(1, cell.rowSpan))) {
        for (let n = 0; n < cell.colSpan; n += 1) line[x + n] = "";
      }
      lines[y][x] = said(cell);
    }
  });
  return lines.map((line) => Array.from(line, (cell) => cell ?? ""));
}

function firstFree(line) {
  const found = line.findIndex((_, x) => !(x in line));
  return found < 0 ? line.length : found;
}

/** A cell's text: white space of the markup says nothing, line breaks and blocks do. */
function said(cell) {
  const lines = [...cell.childNodes].map(piece).join("").split("\n");
  return lines.map((line) => line.replace(/ +/g, " ").trim()).filter(Boolean).join("\n");
}

function piece(node) {
  if (node.nodeType === Node.TEXT_NODE) return node.data.replace(/\s+/g, " ");
  if (node.nodeName === "BR") return "\n";
  if (node.nodeType !== Node.ELEMENT_NODE || node.matches("style, script")) return "";
  const inner = [...node.childNodes].map(piece).join("");
  return node.matches("p, div, li") ? `\n${inner}\n` : inner;
}
