// The browser's part of the page: a click on [n] opens its passage; the language switch; Escape.
// Everything listens on the document, since Gradio draws and redraws what is inside.

import "./borrow.js";
import { act } from "./actions.js";
import { gone } from "./firstwords.js";
import { foldLong } from "./folding.js";
import { ask } from "./sending.js";

const MARKER = /^#src-(\d+)-(\d+)$/;
const calm = matchMedia("(prefers-reduced-motion: reduce)");
let opener = null; // the marker to go back to when the panel is closed

const panel = () => document.querySelector("#sources .scroll");

function openSource(turn, number) {
  const box = panel();
  const anchor = document.getElementById(`src-${turn}-${number}`);
  if (!box || !anchor) return;
  const section = anchor.closest(".turn");
  box.classList.add("picked");
  box.querySelectorAll(".turn").forEach((each) => each.classList.toggle("shown", each === section));
  box.querySelectorAll(".active").forEach((each) => each.classList.remove("active"));
  section.querySelectorAll("[data-n]").forEach((each) => {
    if (each.dataset.n.split(" ").includes(number)) each.classList.add("active");
  });
  document.body.classList.add("side-open");
  // Scroll the panel itself: scrollIntoView would move the whole page.
  const top = anchor.getBoundingClientRect().top - box.getBoundingClientRect().top + box.scrollTop;
  const behavior = calm.matches ? "auto" : "smooth";
  box.scrollTo({ top: Math.max(0, top - box.clientHeight / 3), behavior });
  anchor.focus({ preventScroll: true });
}

function closeSide() {
  if (!document.body.classList.contains("side-open")) return;
  document.body.classList.remove("side-open");
  opener?.focus();
}

function switchLanguage(button) {
  const next = document.documentElement.lang === "en" ? "zh-CN" : "en";
  document.cookie = `${button.dataset.cookie}=${next}; path=/; max-age=31536000; samesite=lax`;
  location.reload();
}

document.addEventListener(
  "click",
  (event) => {
    const link = event.target.closest?.("a[href^='#']");
    const marker = link?.getAttribute("href").match(MARKER);
    if (link && act(link, ask)) {
      event.preventDefault();
      event.stopPropagation();
    } else if (marker) {
      event.preventDefault();
      event.stopPropagation();
      opener = link;
      openSource(marker[1], marker[2]);
    } else if (event.target.closest?.("#sources .close")) closeSide();
    else if (event.target.closest?.("#language")) switchLanguage(event.target.closest("#language"));
  },
  true,
);

// A new question goes to the top of the view, so that its answer is read from its beginning.
let asked = 0;
function showNewQuestion() {
  const rows = document.querySelectorAll("#chat .user-row");
  if (rows.length > asked && rows.length) {
    const box = rows[0].closest(".bubble-wrap");
    const last = rows[rows.length - 1];
    const top = last.getBoundingClientRect().top - box.getBoundingClientRect().top + box.scrollTop;
    box.scrollTo({ top: top - 16 });
  }
  if (rows.length !== asked) gone();
  asked = rows.length;
}
// Gradio's own slips: a list without items, and labels that read a whole answer's markup aloud.
function mendLabels() {
  document.querySelectorAll("#chat .examples[role=list]").forEach((box) => {
    box.setAttribute("role", "group");
  });
  const misread = "#chat .message [aria-label*='message: '], #charts .empty[aria-label]";
  document.querySelectorAll(misread).forEach((box) => {
    box.removeAttribute("aria-label");
  });
}

new MutationObserver(() => {
  foldLong();
  showNewQuestion();
  mendLabels();
}).observe(document.documentElement, {
  childList: true,
  subtree: true,
});

// A permalink asks once: after that the address is the page's own, and a reload does not ask again.
if (location.search) {
  const waiting = new MutationObserver(() => {
    if (!document.querySelector("#chat .bot-row")) return;
    waiting.disconnect();
    history.replaceState(null, "", location.pathname);
  });
  waiting.observe(document.documentElement, { childList: true, subtree: true });
}

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") closeSide();
});
