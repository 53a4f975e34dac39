/* What an edit of a month's last days does to the next month is asked for once the keys rest, and said by itself. */

import { showToast } from "../toasts.js";

const REST = 400;
const LEVELS = { bad: "error", warning: "warning", good: "success" };
let waiting = [];
let timer = null;
let said = null;

/** Ask at this address, with those that still wait, what the edit it names has done. */
export function lookOnward(address) {
  waiting.push(new URL(address, window.location));
  clearTimeout(timer);
  timer = setTimeout(look, REST);
}

async function look() {
  const [address, ...others] = waiting;
  waiting = [];
  for (const other of others) address.searchParams.append("edit", other.searchParams.get("edit"));
  const response = await fetch(address, { headers: { Accept: "application/json" } }).catch(() => null);
  // Whoever has been logged out meanwhile gets the login page, which is no JSON.
  const answer = response?.ok ? await response.json().catch(() => null) : null;
  if (!answer?.said.length) return;
  said?.remove();
  const words = answer.said.map((one) => one.text).join("\n");
  said = showToast(words, { level: LEVELS[answer.said[0].tone], action: way(answer) });
}

function way({ url, month }) {
  const node = document.createElement("div");
  const link = document.createElement("a");
  node.className = "toast-acts";
  link.className = "button is-small";
  link.href = url;
  link.textContent = month;
  node.append(link);
  return node;
}
