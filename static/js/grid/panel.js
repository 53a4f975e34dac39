/* What opens beside the grid: a day, or a build that renews itself through htmx. */

import { board, cellsOf, isPreview, parse, rows } from "./cells.js";
import { focusCell } from "./cursor.js";
import { layBest } from "./preview.js";
import { mark, refresh } from "./refresh.js";

const panel = () => document.getElementById("panel");
const sheet = () => document.getElementById("sheet");
let lastStatus = null;
let opener = null;

export function watchPanel() {
  lastStatus = statusOf();
  document.addEventListener("click", (event) => {
    const day = event.target.closest("#sheet a[href*='?day='], #faults a[href*='?day=']");
    const part = event.target.closest("a[data-panel]");
    if (part && isPlain(event) && !isPreview() && board().offsetParent) {
      event.preventDefault();
      showPart(part);
    } else if (day && isPlain(event)) {
      if (isPreview() && !board().offsetParent) return;
      event.preventDefault();
      if (isPreview()) showColumn(day.href);
      else showDay(day.href, day);
    } else if (event.target.closest("[data-close-panel]") && isPlain(event)) {
      event.preventDefault();
      leave();
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && panel().contains(event.target) && !document.querySelector("#build[hx-get]")) leave();
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

async function showDay(address, link) {
  const part = new URL(address);
  part.searchParams.set("part", "day");
  const response = await fetch(part).catch(() => null);
  if (!response?.ok) return window.location.assign(address);
  panel().replaceChildren(parse(await response.text()));
  sheet().classList.add("has-day");
  reveal();
  opener = link;
  const title = panel().querySelector("h2");
  title.tabIndex = -1;
  title.focus();
  title.scrollIntoView({ block: "nearest" });
}

/** Show beside the grid what a link leads to; the focus goes to its title. */
async function showPart(link) {
  panel().setAttribute("aria-busy", "true");
  const response = await fetch(link.href, { headers: { "X-Part": "panel" } }).catch(() => null);
  panel().removeAttribute("aria-busy");
  if (!response?.ok || response.redirected) return window.location.assign(link.href);
  document.dispatchEvent(new CustomEvent("roster:panel"));
  if (!panel().contains(link)) opener = link.offsetParent ? link : null;
  panel().replaceChildren(parse(await response.text()));
  window.htmx.process(panel());
  sheet().classList.add("has-day");
  reveal();
  const title = panel().querySelector("h2");
  title.tabIndex = -1;
  title.focus();
  title.scrollIntoView({ block: "nearest" });
}

/** While a build is watched its panel stays, and the grid shows where the day is. */
function showColumn(address) {
  const day = new URL(address).searchParams.get("day");
  const number = [...board().querySelectorAll("thead th[data-d]")].findIndex((head) => head.dataset.d === day);
  if (rows().length) focusCell(cellsOf(rows()[0])[number]);
}

function reveal() {
  panel().hidden = false;
  sheet().classList.add("has-panel");
}

/** Close the panel; the focus goes back to what has opened it, or else to the grid. */
function leave() {
  hidePanel();
  const back = opener?.isConnected ? opener : board().querySelector("td[tabindex='0']");
  opener = null;
  back?.focus();
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

/** When a build begins or ends, the buttons and what stands in the grid are others; between, cells get better. */
async function noteBuild() {
  const build = document.getElementById("build");
  const before = lastStatus;
  lastStatus = statusOf();
  if (!build) return;
  if (lastStatus !== before) {
    if (build.hasAttribute("hx-get")) holdBuilding();
    await refresh();
    // The button that began it, or stopped it, is gone: the keyboard goes on in the panel.
    if (document.activeElement === document.body) panel().focus({ preventScroll: true });
  }
  if (isPreview()) await layBest(build);
  else if (lastStatus === "done" && lastStatus !== before) await markChanged(build);
}

/** Until the bar of a month that is being built arrives, nobody begins it twice. */
function holdBuilding() {
  for (const button of document.querySelectorAll("#build-form button")) button.disabled = true;
}

async function markChanged(build) {
  const response = await fetch(build.dataset.cells).catch(() => null);
  if (response?.ok) mark((await response.json()).changed ?? {});
}
