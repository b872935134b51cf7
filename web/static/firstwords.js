// A question shown the moment it is sent, and how it is understood: a place holder at the end of the
// conversation, taken away as soon as the conversation itself has the question.

const PATIENCE = 2000; // milliseconds; the question is asked all the same

const make = (tag, className, ...children) => {
  const node = Object.assign(document.createElement(tag), { className });
  node.append(...children);
  return node;
};

// The questions before; where a chip was taken away, those before the turn that it was taken from.
function earlier(question) {
  let turns = [...document.querySelectorAll("#sources .turn")];
  const widened = turns.findIndex((turn) => JSON.parse(turn.dataset.mends).includes(question));
  if (widened >= 0) turns = turns.slice(0, widened);
  return turns.slice(-2).map((turn) => JSON.parse(turn.dataset.answer).standalone_question);
}

export function gone() {
  document.querySelector("#chat .live")?.remove();
  document.body.classList.remove("asking");
}

// Show a question and what is said of it at the end of the conversation; return the place for that.
export function present(question, words) {
  const box = document.querySelector("#chat .bubble-wrap");
  if (!box || box.querySelector(".live")) return null;
  const line = make("p", "waiting", words);
  line.setAttribute("role", "status");
  const live = make("div", "live", make("p", "question", question), line);
  box.append(live);
  document.body.classList.add("asking");
  const top = live.getBoundingClientRect().top - box.getBoundingClientRect().top + box.scrollTop;
  box.scrollTo({ top: top - 16 });
  return line;
}

// `values` are the question box's, then, after the conversation, those of the filters.
export async function firstWords([question, , agencies, regions, years, statuses]) {
  gone();
  const line = present(question, "⋯");
  if (!line) return;
  setTimeout(gone, 30_000);
  try {
    const response = await fetch("/page/first-words", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({
        question,
        before: earlier(question),
        filters: { agencies, regions, years, statuses },
      }),
      signal: AbortSignal.timeout(PATIENCE),
    });
    if (!response.ok) return;
    const { words, parts, wait } = await response.json();
    line.replaceChildren(words, ...parts.map((part) => make("em", "", part)), make("span", "dots", "⋯"));
    await new Promise((held) => setTimeout(held, wait));
  } catch {
    // the answer itself says what is wrong
  }
}
