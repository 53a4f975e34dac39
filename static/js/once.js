/* A form that is on its way is not sent again: the second click of two would only hear that the first has done it. */

const ON_ITS_WAY = 5000;

export function sendFormsOnce() {
  const sent = new Set();
  // Scripts that send a form themselves have said so by the time that the window hears of it.
  window.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post") return;
    if (sent.has(form)) return event.preventDefault();
    sent.add(form);
    // A file to download leaves the page as it is.
    setTimeout(() => sent.delete(form), ON_ITS_WAY);
  });
  // Who comes back to the page may send its forms again.
  window.addEventListener("pageshow", () => sent.clear());
}
