/* Of a rate the first figure is a part of the second: said before the form is sent, so that a chosen photo is not lost. */

for (const whole of document.querySelectorAll("[data-part]")) {
  const part = whole.form.elements.value;
  const check = () => part.setCustomValidity(isAbove(part, whole) ? whole.dataset.part : "");
  for (const field of [part, whole]) field.addEventListener("input", check);
}

function isAbove(part, whole) {
  return whole.value !== "" && Number(part.value) > Number(whole.value);
}
