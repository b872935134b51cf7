// A conversation on the screen: the messages, the box to type in, the sheet of a source.

import { make } from "./dom.js";
import { answerNodes } from "./answer.js";
import { showSource } from "./source.js";
import { Trouble } from "./server.js";

const LONGEST = 2000; // characters of a question

export class Talk {
  // `tell(event, detail)` hears what happens.
  constructor(server, memory, options, words, tell) {
    Object.assign(this, { server, memory, options, words, tell });
    this.asking = null; // the question being answered: {abort}
    this.log = make("div", { class: "log", role: "log", "aria-label": words.conversation, tabindex: "0" });
    this.box = make("textarea", {
      rows: "1",
      maxlength: LONGEST,
      placeholder: options.placeholder,
      "aria-label": words.question,
      onkeydown: (event) => this.#typed(event),
    });
    this.button = make("button", { type: "submit", class: "send" }, words.send);
    const form = make("form", { onsubmit: (event) => this.#submitted(event) }, this.box, this.button);
    this.sheet = make("section", { class: "sheet", "aria-label": words.source, hidden: true });
    this.main = make("div", { class: "main" }, this.log, form, make("p", { class: "made" }, words.made));
    this.element = make("div", { class: "talk" }, this.main, this.sheet);
    this.#begin();
  }

  // Ask a question; resolve with the settled answer, or null where there is none.
  async ask(question) {
    question = String(question).trim().slice(0, LONGEST);
    if (!question || this.asking) return null;
    const abort = new AbortController();
    this.asking = abort;
    this.#busy(true);
    this.log.querySelector(".chips")?.remove();
    this.asked = make("p", { class: "asked" }, question);
    this.log.append(this.asked);
    const reply = make("div", { class: "reply", "aria-busy": "true" }, make("p", { class: "wait" }, this.words.searching));
    this.log.append(reply);
    this.#toEnd();
    this.at = this.log.scrollTop;
    this.tell("ask", { question });
    try {
      return await this.#answered(question, reply, abort.signal);
    } catch (error) {
      this.#failed(question, reply, error, abort.signal.aborted);
      return null;
    } finally {
      reply.removeAttribute("aria-busy");
      if (this.asking === abort) {
        this.asking = null;
        this.#busy(false);
      }
    }
  }

  // Leave off the question being answered.
  stop() {
    this.asking?.abort();
  }

  // Forget the conversation.
  reset() {
    this.stop();
    this.memory.clear();
    this.#begin();
    this.tell("reset", {});
  }

  async #answered(question, reply, signal) {
    const { agencies } = this.options;
    let answer = null;
    for await (answer of this.server.ask(question, this.memory.turns, { agencies }, signal)) {
      this.#show(reply, answer);
      this.#toQuestion();
    }
    this.memory.add({ question, answer });
    this.#offer(answer.suggestions);
    this.#toQuestion();
    this.tell("answer", { question, answer });
    return answer;
  }

  #failed(question, reply, error, stopped) {
    if (stopped) {
      reply.querySelector(".wait")?.remove();
      reply.append(make("p", { class: "note" }, this.words.stopped));
      return;
    }
    const kind = error instanceof Trouble ? error.kind : "failed";
    const again = () => {
      reply.previousElementSibling?.remove();
      reply.remove();
      this.ask(question);
    };
    reply.replaceChildren(
      make("p", { class: "note", role: "alert" }, error.detail || this.words[kind]),
      make("button", { type: "button", class: "chip", onclick: again }, this.words.again),
    );
    this.tell("error", { question, kind, detail: error.detail ?? "" });
  }

  #show(reply, answer) {
    const cited = new Map(answer.citations.map((citation) => [citation.number, citation]));
    const marker = (number) => {
      const citation = cited.get(number);
      if (!citation) return null;
      const open = (event) => this.#open(citation, event.currentTarget);
      const label = `${this.words.quoted} ${number}:${citation.agency}`;
      return make("button", { type: "button", class: "n", "aria-label": label, title: citation.agency, onclick: open }, String(number));
    };
    const nodes = answerNodes(answer.text, marker);
    if (nodes.length) reply.replaceChildren(...nodes); // until the first words, what is being done
  }

  #open(citation, opener) {
    const back = () => {
      this.sheet.hidden = true;
      this.main.inert = false;
      opener.focus();
    };
    this.close = back;
    this.sheet.hidden = false;
    this.main.inert = true;
    showSource(this.sheet, citation, this.server, this.words, back);
    this.tell("source", { citation });
  }

  // Close the sheet, if it is open; tell whether it was.
  back() {
    if (this.sheet.hidden) return false;
    this.close();
    return true;
  }

  #begin() {
    this.log.replaceChildren(make("p", { class: "greeting" }, this.options.greeting));
    for (const { question, answer } of this.memory.turns) {
      const reply = make("div", { class: "reply" });
      this.log.append(make("p", { class: "asked" }, question), reply);
      this.#show(reply, { citations: [], ...answer });
    }
    if (!this.memory.turns.length) this.#offer(this.options.suggestions.map((text) => ({ text })));
    this.#toEnd();
  }

  #offer(suggestions) {
    if (!suggestions?.length) return;
    const chips = suggestions.map(({ text }) =>
      make("button", { type: "button", class: "chip", onclick: () => this.ask(text) }, text),
    );
    this.log.append(make("div", { class: "chips" }, ...chips));
  }

  #typed(event) {
    // While an input method composes Chinese, Enter picks a word.
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    this.#submitted(event);
  }

  #submitted(event) {
    event.preventDefault();
    if (this.asking) {
      this.stop();
      return;
    }
    const question = this.box.value;
    this.box.value = "";
    this.ask(question);
  }

  #busy(busy) {
    this.button.textContent = busy ? this.words.stop : this.words.send;
  }

  // Keep the question in view above its growing answer, until the visitor scrolls.
  #toQuestion() {
    if (this.log.scrollTop !== this.at) return;
    this.log.scrollTop = this.asked.offsetTop - this.log.offsetTop - 12;
    this.at = this.log.scrollTop;
  }

  #toEnd() {
    this.log.scrollTop = this.log.scrollHeight;
  }
}
