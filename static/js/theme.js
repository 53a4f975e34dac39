/* Changes light and dark at once; without scripts the same form reloads the page. */

export function watchThemeForms() {
  for (const form of document.querySelectorAll("[data-theme-form]")) {
    form.addEventListener("submit", (event) => choose(event, form));
  }
}

async function choose(event, form) {
  const button = event.submitter;
  if (!button) return;
  event.preventDefault();
  const chosen = new FormData(form, button);
  const answer = await fetch(form.action, { method: "POST", body: chosen, redirect: "manual" }).catch(() => null);
  if (!answer || answer.status >= 400) {
    form.submit();
    return;
  }
  if (button.value) document.documentElement.dataset.theme = button.value;
  else delete document.documentElement.dataset.theme;
  for (const other of form.querySelectorAll("[name=theme]")) {
    other.setAttribute("aria-pressed", String(other === button));
  }
}
