"use strict";
// The queue: cards wait in #stage, the first one is shown, and the server is told behind the grader's back.
const stage = document.getElementById("stage");
const done = []; // decided here, for undo: {task, seen}
let busy = Promise.resolve(); // what is sent, one after the other
let sent = 0;

const cards = () => [...stage.children];
const unsent = new Set(); // answered here, while the server has not said yet that it knows
const held = () => [...cards().map((card) => Number(card.dataset.task)), ...unsent];
const current = () => stage.firstElementChild;

function made(html) {
  const frame = document.createElement("template");
  frame.innerHTML = html;
  return frame.content.firstElementChild;
}

function show() {
  cards().forEach((card, place) => { card.hidden = place > 0; });
  const card = current();
  document.getElementById("nothing").hidden = Boolean(card) || sent > 0;
  const input = card && card.querySelector("[data-blank]");
  if (input && !card.contains(document.activeElement)) input.focus();
  else if (card && !card.contains(document.activeElement) && document.activeElement.closest("article")) document.activeElement.blur();
}

function progress(now) {
  if (!now) return;
  document.getElementById("progress").textContent = now.text;
  const bar = document.getElementById("bar");
  bar.max = now.decided + now.waiting || 1;
  bar.value = now.decided;
}

function receive(answer) {
  const gone = new Set(answer.gone); // decided elsewhere, or scanned again: not the one that is being looked at, whose answer is refused
  cards().slice(1).filter((card) => gone.has(Number(card.dataset.task))).forEach((card) => card.remove());
  const here = new Set(held());
  for (const one of answer.cards || []) if (!here.has(one.task)) stage.append(made(one.html));
  progress(answer.progress);
  if (answer.text) alertWith(answer.text);
  show();
}

function tell(place, told, then) {
  sent += 1;
  busy = busy.then(async () => {
    const what = told();
    const answer = what ? await send(place, { held: held().filter((task) => task !== what.task), ...what }) : {};
    sent -= 1;
    then(answer);
    receive(answer);
  });
}

function decide(value) {
  const card = current();
  if (!card) return;
  alertWith("");
  const { task, seen } = card.dataset;
  card.remove();
  document.getElementById("said").textContent = page.took.replace("{value}", value);
  const entry = { task: Number(task), seen: null };
  done.push(entry);
  unsent.add(entry.task);
  tell("/queue/decide", () => ({ task: Number(task), seen: Number(seen), value }), (answer) => {
    unsent.delete(entry.task);
    entry.seen = answer.made;
    if (!answer.made) done.splice(done.indexOf(entry), 1);
    if (!answer.made && answer.problem !== "stale") stage.prepend(card); // nothing a grader said is dropped without a word
  });
  show();
}

function undo() {
  alertWith("");
  tell("/queue/undo", () => {
    const entry = done.pop();
    return entry && { task: entry.task, seen: entry.seen };
  }, (answer) => {
    if (!answer.again) return;
    cards().filter((card) => Number(card.dataset.task) === answer.again.task).forEach((card) => card.remove());
    stage.prepend(made(answer.again.html));
    document.getElementById("said").textContent = page.undone;
  });
}

function skip() {
  const card = current();
  if (!card) return;
  card.remove();
  const task = Number(card.dataset.task);
  unsent.add(task);
  tell("/queue/skip", () => ({ task }), () => unsent.delete(task));
  show();
}

function look() {
  const card = current();
  const whole = card && card.querySelector(".page");
  if (!whole) return;
  const image = whole.querySelector("img");
  if (!image.src) image.src = image.dataset.src;
  whole.hidden = !whole.hidden;
  card.querySelector(".row").hidden = !whole.hidden;
  card.querySelector(".look").setAttribute("aria-expanded", String(!whole.hidden));
}

const many = (card) => card.querySelector('.many[aria-pressed="true"]');
const chosen = (card) => [...card.querySelectorAll('.choice[aria-pressed="true"]')];

function toggle(button) {
  const card = current();
  button.setAttribute("aria-pressed", String(button.getAttribute("aria-pressed") !== "true"));
  card.querySelector(".several").hidden = chosen(card).length === 0;
}

function start() {
  const button = current()?.querySelector(".many");
  if (button) button.setAttribute("aria-pressed", String(!many(current())));
}

function cancel() {
  const card = current();
  alertWith("");
  if (!card) return;
  if (!card.querySelector(".page")?.hidden) look();
  chosen(card).forEach(toggle);
  if (many(card)) start();
  card.querySelectorAll("[data-blank]").forEach((input) => { input.value = ""; });
}

function several() {
  const marks = chosen(current()).map((button) => button.dataset.value);
  if (marks.length) decide(marks.join("&"));
}

function numbers() {
  const inputs = [...current().querySelectorAll("[data-blank]")];
  const next = inputs[inputs.indexOf(document.activeElement) + 1];
  if (next && document.activeElement.value.trim()) return next.focus();
  if (inputs.some((input) => input.value.trim())) decide(inputs.map((input) => `${input.dataset.blank}=${input.value.trim()}`).join(" "));
}

function choiceOf(card, event) {
  const typed = event.code.startsWith("Digit") ? event.code.slice(5) : event.key.toLowerCase();
  return [...card.querySelectorAll(".choice")].find((button) => button.dataset.key === typed);
}

document.addEventListener("keydown", (event) => {
  const card = current();
  if (event.altKey || event.metaKey || (event.ctrlKey && event.key !== "z")) return;
  const input = event.target.closest("[data-blank]");
  const button = event.target.closest("button, a, summary");
  const empty = !input || ![...card.querySelectorAll("[data-blank]")].some((one) => one.value);
  const keys = {
    ArrowLeft: empty && undo, ArrowRight: empty && skip, ArrowDown: look, Escape: cancel,
    " ": empty && !button && (() => decide("omitted")),
    Enter: !button && (input ? numbers : several),
    "+": !input && start,
  };
  let run = keys[event.key];
  if (event.ctrlKey) run = empty && undo;
  const choice = card && !input && !event.ctrlKey && choiceOf(card, event);
  if (choice) run = event.shiftKey || many(card) ? () => toggle(choice) : () => decide(choice.dataset.value);
  if (!run || (!card && run !== undo)) return;
  event.preventDefault();
  if (!event.repeat) run();
});

stage.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  if (button.classList.contains("choice") && (event.shiftKey || many(current()))) toggle(button);
  else if (button.dataset.value) decide(button.dataset.value);
  else if (button.classList.contains("many")) start();
  else if (button.classList.contains("several")) several();
  else if (button.classList.contains("store")) numbers();
  else if (button.classList.contains("look")) look();
  else if (button.classList.contains("skip")) skip();
});
document.getElementById("hide").addEventListener("click", () => alertWith(""));
document.getElementById("again").addEventListener("click", () => tell("/queue/take", () => ({}), () => {}));
const LOOK_MS = 5000, KEEP_MS = 45000;
let asked = performance.now();
setInterval(() => { // what is at hand stays so, since leases end; where nothing is, what was scanned or given back comes by itself
  if (document.hidden || sent || performance.now() - asked < (cards().length ? KEEP_MS : LOOK_MS)) return;
  asked = performance.now();
  tell("/queue/take", () => ({}), () => {});
}, 1000);
tell("/queue/take", () => ({}), () => {});
