// A long answer is shown folded, a button below it tells how many passages more there are. Only a
// settled answer stands in a box `.settled`; how tall a folded one is, the style sheet says.
//
// The folded part is cut off, not taken out: copying, reading aloud and find-in-page have all of it.
// What goes into it, a Tab or a search, scrolls the box, and a folded box that scrolls is opened.
// Chromium's find-in-page scrolls only what a reader can scroll: the boxes are that, by the style
// sheet, while the browser's own bar has the focus, and a wheel passes over them otherwise.

import { says } from "./actions.js";

const LONG = 1100; // pixels; less is not folded, there would be little to gain

const opened = new Map(); // by turn the answer that its reader opened: another one begins folded
const widths = new WeakMap(); // how wide each box was when it was measured

// How much of a box its fold cuts off is known only where it is drawn, and changes with its width.
const watch = new ResizeObserver((entries) => {
  const changed = entries.filter(({ target }) => widths.get(target) !== target.clientWidth);
  if (changed.length) requestAnimationFrame(() => changed.forEach(({ target }) => measure(target)));
});

const buttonOf = (box) => box.parentElement?.querySelector(":scope > .unfold");
const below = (box, node) =>
  node.getBoundingClientRect().bottom - box.getBoundingClientRect().top > box.clientHeight + 1;

// The passages cited below the fold, and not above it as well.
function hiddenPassages(box) {
  const markers = [...box.querySelectorAll("a[href^='#src-']")];
  const cited = (some) => new Set(some.map((marker) => marker.getAttribute("href")));
  const shown = cited(markers.filter((marker) => !below(box, marker)));
  return [...cited(markers)].filter((href) => !shown.has(href)).length;
}

function unfoldWords(count) {
  const key = { 0: "unfold", 1: "unfold_one" }[count] ?? "unfold_more";
  return says(key).replace("{count}", count);
}

function show(box, folded) {
  box.classList.toggle("folded", folded);
  const button = buttonOf(box);
  button.setAttribute("aria-expanded", !folded);
  button.textContent = folded ? unfoldWords(hiddenPassages(box)) : says("fold");
}

function addButton(box) {
  const button = Object.assign(document.createElement("button"), { type: "button" });
  button.className = "unfold";
  button.setAttribute("aria-controls", box.id);
  button.addEventListener("click", () => (box.classList.contains("folded") ? open : close)(box));
  box.after(button);
}

function measure(box) {
  if (!box.isConnected || !box.clientWidth) return; // in a tab that is not open
  widths.set(box, box.clientWidth);
  if (box.scrollHeight > LONG) {
    if (!buttonOf(box)) addButton(box);
    show(box, opened.get(box.id) !== box.textContent);
  } else {
    box.classList.remove("folded");
    buttonOf(box)?.remove();
  }
}

// What stands in view stays where it is: the conversation is scrolled by what the box was.
function open(box) {
  const within = box.scrollTop;
  opened.set(box.id, box.textContent);
  show(box, false);
  box.closest(".bubble-wrap").scrollTop += within;
}

function close(box) {
  const button = buttonOf(box);
  const before = button.getBoundingClientRect().top;
  opened.delete(box.id);
  show(box, true);
  box.closest(".bubble-wrap").scrollTop += button.getBoundingClientRect().top - before;
}

// Fold the long answers that Gradio has drawn since.
export function foldLong() {
  for (const box of document.querySelectorAll("#chat .settled:not([id])")) {
    const turn = box.parentElement.querySelector("a[href^='#do-copy-']")?.hash.split("-").pop();
    if (!turn) continue;
    box.id = `answer-${turn}`;
    measure(box);
    watch.observe(box);
  }
}

function reached(event) {
  const box = event.target.closest?.(".settled.folded");
  if (box && (event.type === "scroll" ? box.scrollTop : below(box, event.target))) open(box);
}

for (const type of ["scroll", "focusin"]) document.addEventListener(type, reached, true);
for (const type of ["blur", "focus"]) {
  addEventListener(type, () => document.body.classList.toggle("away", type === "blur"));
}
