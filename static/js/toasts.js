/* Short words from the program in the corner: they leave by themselves unless something is wrong. */

const STAY = 6000;
const LASTING = ["warning", "error"];

/** Show `text`; `level` is success, info, warning or error; `action` is a node such as an undo button. */
export function showToast(text, { level = "info", action = null } = {}) {
  const region = document.getElementById("toasts");
  const toast = document.createElement("div");
  toast.className = `toast is-${level}`;
  toast.setAttribute("role", LASTING.includes(level) ? "alert" : "status");
  const words = document.createElement("p");
  words.textContent = text;
  toast.append(words);
  if (action) toast.append(action);
  toast.append(closeButton(region.dataset.close));
  region.append(toast);
  watch(toast);
  return toast;
}

export function watchToasts() {
  const region = document.getElementById("toasts");
  region.addEventListener("click", (event) => {
    event.target.closest("[data-dismiss]")?.closest(".toast").remove();
  });
  for (const toast of region.children) watch(toast);
}

function closeButton(label) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button is-bare is-small is-square";
  button.dataset.dismiss = "";
  button.setAttribute("aria-label", label);
  button.textContent = "×";
  return button;
}

function watch(toast) {
  if (LASTING.some((level) => toast.classList.contains(`is-${level}`))) return;
  let timer;
  const leaveLater = () => {
    clearTimeout(timer);
    timer = setTimeout(() => toast.remove(), STAY);
  };
  const stay = () => clearTimeout(timer);
  for (const name of ["mouseenter", "focusin"]) toast.addEventListener(name, stay);
  for (const name of ["mouseleave", "focusout"]) toast.addEventListener(name, leaveLater);
  leaveLater();
}
