// A question on its way from the box. Gradio takes none while it is busy with the one before, a stop
// included, and drops the Enter: such a question is shown as waiting, and sent when it can be.

import { says } from "./actions.js";
import { firstWords, present } from "./firstwords.js";

const AGAIN = 200; // milliseconds until it is tried again

let held = null; // the question sent, until Gradio takes it
let trying = false; // whether a click on the button is our own
let timer = 0;

const box = () => document.querySelector("#question textarea");

function fill(text) {
  box().value = text;
  box().dispatchEvent(new Event("input", { bubbles: true }));
}

function submit() {
  document.querySelector("#question .submit-button").click();
}

export function ask(question) {
  fill(question);
  box().focus();
  setTimeout(submit);
}

// Called by the question box as it submits: what is typed is on its way, the box is free again. The
// first words come before the question goes into the queue, so that many asking do not wait for them.
window.sent = async ([typed, ...rest]) => {
  const question = held ?? typed;
  if (typed === question) setTimeout(() => fill(""));
  clearTimeout(timer);
  held = null;
  if (question.trim()) await firstWords([question, ...rest]);
  return [question, ...rest];
};

function again() {
  if (box().value === held) fill("");
  present(held, says("next_up"));
  trying = true;
  submit();
  trying = false;
  timer = setTimeout(again, AGAIN);
}

function sending(event) {
  const entered = event.key === "Enter" && !event.shiftKey && !event.isComposing;
  const pressed = event.type === "click" && event.target.closest?.("#question .submit-button");
  if (trying || !(pressed || (entered && event.target === box())) || !box().value.trim()) return;
  if (held === null) {
    held = box().value;
    timer = setTimeout(again, AGAIN);
  } else {
    event.preventDefault(); // one waits already: this one stays in the box
    event.stopPropagation();
  }
}

for (const type of ["keydown", "click"]) document.addEventListener(type, sending, true);
