/* What opens beside the grid: a day, or a build that renews itself through htmx. */

import { parse } from "./cells.js";
import { refresh } from "./refresh.js";

const panel = () => document.getElementById("panel");
const sheet = () => document.getElementById("sheet");
let lastStatus = null;

export function watchPanel() {
  lastStatus = statusOf();
  document.addEventListener("click", (event) => {
    const day = event.target.closest("#sheet a[href*='?day='], #faults a[href*='?day=']");
    if (day && isPlain(event)) {
      event.preventDefault();
      showDay(day.href);
    } else if (event.target.closest("[data-close-panel]") && isPlain(event)) {
      event.preventDefault();
      hidePanel();
    }
  });
  document.body.addEventListener("htmx:beforeSwap", (event) => {
    // A refusal is 422 and has words for the panel; htmx would leave it unsaid.
    if (event.detail.xhr.status === 422) {
      event.detail.shouldSwap = true;
      event.detail.isError = false;
    }
  });
  document.body.addEventListener("htmx:afterSettle", (event) => {
    if (panel().contains(event.detail.elt) || event.detail.elt === panel()) {
      sheet().classList.remove("has-day");
      reveal();
    }
    noteBuild();
  });
}

function isPlain(event) {
  return event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey;
}

async function showDay(address) {
  const part = new URL(address);
  part.searchParams.set("part", "day");
  const response = await fetch(part).catch(() => null);
  if (!response?.ok) return window.location.assign(address);
  panel().replaceChildren(parse(await response.text()));
  sheet().classList.add("has-day");
  reveal();
  panel().querySelector("h2")?.scrollIntoView({ block: "nearest" });
}

function reveal() {
  panel().hidden = false;
  sheet().classList.add("has-panel");
}

function hidePanel() {
  panel().replaceChildren();
  panel().hidden = true;
  sheet().classList.remove("has-panel", "has-day");
  history.replaceState(null, "", document.getElementById("roster").dataset.refresh);
}

function statusOf() {
  return document.getElementById("build")?.dataset.status ?? null;
}

/** When a build begins or ends, the buttons and what stands in the grid may be others. */
function noteBuild() {
  const status = statusOf();
  if (status !== lastStatus && status !== null) refresh();
  lastStatus = status;
}
