"use strict";
// The wall: click, or go there and press space, to mark the odd ones; A accepts the others.
const bricks = [...document.querySelectorAll(".brick")];
let sending = false;

const odd = (brick) => brick.getAttribute("aria-pressed") === "true";

async function accept() {
  if (sending || !bricks.length) return;
  sending = true;
  const good = bricks.filter((brick) => !odd(brick));
  const answer = await send("/wall/accept", {
    value: page.value,
    tasks: good.map((brick) => Number(brick.dataset.task)),
    seen: good.map((brick) => Number(brick.dataset.seen)),
    odd: bricks.filter(odd).map((brick) => Number(brick.dataset.task)),
  });
  sending = false;
  if (answer.status !== 200) return alertWith(answer.text || answer.problem);
  const told = new URLSearchParams({ value: page.value, made: answer.made, late: answer.late, odd: answer.odd });
  location.assign(`/wall?${told}`);
}

document.addEventListener("click", (event) => {
  const brick = event.target.closest(".brick");
  if (brick) brick.setAttribute("aria-pressed", String(!odd(brick)));
  if (event.target.closest("#accept")) accept();
});
document.addEventListener("keydown", (event) => {
  if (event.altKey || event.metaKey || event.ctrlKey) return;
  if (event.key.toLowerCase() === "a") accept();
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!step || !bricks.length) return;
  event.preventDefault();
  const place = bricks.indexOf(document.activeElement);
  bricks[(place + step + bricks.length) % bricks.length].focus();
});
