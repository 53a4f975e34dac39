/* The print button, where a page has one; without a script the browser's own menu prints. */

const button = document.getElementById("print");
if (button) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
