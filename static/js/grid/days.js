/* The strip of days on a phone: the day that is open stands in its middle. */

export function watchDays() {
  showDay();
  document.addEventListener("roster:renewed", showDay);
}

function showDay() {
  const strip = document.querySelector(".day-strip");
  const day = strip?.querySelector("[aria-current]");
  if (!day) return;
  const [outer, inner] = [strip, day].map((element) => element.getBoundingClientRect());
  strip.scrollLeft += inner.left - outer.left - (outer.width - inner.width) / 2;
}
