/* Draws the shift while its times are typed: presence, gap, and the window of the meal break; says when breaks do not
   fill that window. */

const DAY = 1440;
const form = document.querySelector("[data-shift-form]");
const preview = form.querySelector("[data-preview]");

function minutes(name) {
  const match = /^(\d\d):(\d\d)/.exec(form.elements[name].value);
  return match ? Number(match[1]) * 60 + Number(match[2]) : null;
}

/** A span inside the shift; a time before its start belongs to the next day. */
function inner(first, last, start) {
  let [from, to] = [minutes(first), minutes(last)];
  if (from === null || to === null) return null;
  if (from < start) from += DAY;
  if (to < from) to += DAY;
  return [from, to];
}

function element(name, attributes) {
  const node = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  return node;
}

function bar(kind, [from, to], y, height) {
  return element("rect", { class: kind, x: from, width: Math.max(0, to - from), y, height });
}

function draw() {
  const start = minutes("start");
  let end = minutes("end");
  const hours = Array.from({ length: 13 }, (_, n) => n * 180);
  preview.replaceChildren(...hours.map((x) => element("line", { x1: x, x2: x, y1: 0, y2: 40 })));
  const colour = form.querySelector("[name=colour]:checked");
  preview.setAttribute("class", `timeline is-preview tone-${colour ? colour.value : "sky"}`);
  if (start === null || end === null) return;
  if (form.elements.ends_next_day.checked) end += DAY;
  const gap = inner("gap_start", "gap_end", start);
  const present = gap ? [[start, gap[0]], [gap[1], end]] : [[start, end]];
  preview.append(...present.map((span) => bar("timeline-shift", span, 8, 24)));
  const meal = inner("break_from", "break_to", start);
  if (meal) preview.append(bar("timeline-meal", meal, 24, 8));
}

function warnOfMeal() {
  const note = form.querySelector("[data-uneven]");
  const window = inner("break_from", "break_to", minutes("start") ?? 0);
  const length = Number(form.elements.break_minutes.value);
  const room = window ? window[1] - window[0] : 0;
  const breaks = length > 0 ? Math.floor(room / length) : 0;
  const left = room - breaks * length;
  const facts = { breaks, left, minutes: length, shorter: breaks * length, longer: (breaks + 1) * length };
  const words = breaks === 1 ? note.dataset.one : note.dataset.many;
  const text = breaks && left ? words.replace(/%\((\w+)\)s/g, (_, name) => facts[name]) : "";
  if (note.textContent !== text) note.textContent = text;
}

function nameChips() {
  const code = form.elements.code.value.trim();
  for (const chip of form.querySelectorAll("[data-code]")) chip.textContent = code || "A";
}

form.addEventListener("input", () => {
  draw();
  warnOfMeal();
  nameChips();
});
draw();
