/* Asks only for what the task needs: a weekday of a weekly one, a target of a rate. Without a script all is asked. */

const form = document.querySelector("[data-task-form]");
const said = (name) => form.elements[name].value;
const isOneOf = (name, ...values) => values.includes(said(name));
const takesTime = () => Number(said("reserved_minutes")) > 0;

const NEEDED = {
  weekday: () => isOneOf("period", "weekly"),
  month_day: () => isOneOf("period", "monthly", "quarterly", "yearly"),
  month: () => isOneOf("period", "quarterly", "yearly"),
  bound: () => isOneOf("measure", "rate", "count"),
  target: () => isOneOf("measure", "rate", "count"),
  counted: () => isOneOf("measure", "rate", "count", "zero"),
  counted_of: () => isOneOf("measure", "rate"),
  follow_up_days: () => isOneOf("measure", "rate"),
  role: () => isOneOf("who", "post"),
  employee: () => isOneOf("who", "employee"),
  reserved_days: takesTime,
  reserved_from: takesTime,
  reserved_station: () => takesTime() && !isOneOf("who", "employee"),
};

function ask() {
  for (const [name, isNeeded] of Object.entries(NEEDED)) {
    const field = form.elements[name].closest(".field");
    const isWrong = field.querySelector(".errorlist") !== null;
    field.hidden = !isNeeded() && !isWrong;
  }
}

form.addEventListener("input", ask);
ask();
