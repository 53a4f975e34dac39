/* What is renewed under a reader's hands keeps her there: without its control, the new part itself is focused and heard. */

export function keepFocus() {
  let held = "";
  document.body.addEventListener("htmx:beforeSwap", ({ detail: { target } }) => {
    held = target.contains(document.activeElement) ? target.id : "";
  });
  document.body.addEventListener("htmx:afterSettle", () => {
    const part = held && document.activeElement === document.body && document.getElementById(held);
    held = "";
    if (!part) return;
    part.tabIndex = -1;
    part.focus({ preventScroll: true });
  });
}
