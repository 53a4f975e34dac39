/* Where more tabs stand than the window holds: that of this page comes into view, and an arrow says on which side others are. */

export function watchTabs() {
  for (const tabs of document.querySelectorAll(".tabs")) {
    const here = tabs.querySelector("[aria-current]");
    if (here) tabs.scrollLeft = here.offsetLeft - tabs.offsetLeft - (tabs.clientWidth - here.offsetWidth) / 2;
    tabs.addEventListener("scroll", () => mark(tabs), { passive: true });
    new ResizeObserver(() => mark(tabs)).observe(tabs);
  }
}

function mark(tabs) {
  const rest = tabs.scrollWidth - tabs.clientWidth - tabs.scrollLeft;
  tabs.classList.toggle("has-before", tabs.scrollLeft > 1);
  tabs.classList.toggle("has-after", rest > 1);
}
