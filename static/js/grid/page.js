/* The roster page: keys, cells, cards, panel, and staying up to date. */

import { board, cellAt, placeOf } from "./cells.js";
import { showCard, watchCard } from "./card.js";
import { watchClipboard } from "./clipboard.js";
import { focusCell, watchCursor } from "./cursor.js";
import { watchDays } from "./days.js";
import { watchDragging } from "./dragging.js";
import { watchFaults } from "./faults.js";
import { watchFinding } from "./finding.js";
import { watchKeys } from "./keys.js";
import { watchPanel } from "./panel.js";
import { watchRevision } from "./refresh.js";
import { clearSelection, watchSelection } from "./selection.js";
import { watchSorting } from "./sorting.js";
import { watchTools } from "./tools.js";
import { watchUndoing } from "./undoing.js";

if (board()) {
  watchCursor();
  watchSelection();
  watchSorting();
  watchCard();
  watchKeys();
  watchFinding();
  watchPanel();
  watchRevision();
  watchClipboard();
  watchDragging();
  watchUndoing();
  watchFaults();
  watchTools();
  watchDays();
  watchClicks();
}

function watchClicks() {
  document.addEventListener("click", (event) => {
    const cell = event.target.closest("td[data-v]");
    const link = event.target.closest("a[data-e]");
    if (cell) {
      clearSelection();
      focusCell(cell);
      showCard(placeOf(cell));
    } else if (link?.dataset.e) {
      goTo(event, { code: link.dataset.e, number: Number(link.dataset.n) });
    }
  });
}

/** From a sentence to its cell, where the grid is shown; elsewhere the link leads to the cell's page. */
function goTo(event, place) {
  const cell = cellAt(place);
  if (!cell?.offsetParent || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  focusCell(cell);
  showCard(place);
}
