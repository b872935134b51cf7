// One widget on a page: a bubble with its panel, or a panel in the page; and what a host may do.

import { make } from "./dom.js";
import { advise, misuse } from "./advice.js";
import { inkOn, settle, tintOf } from "./options.js";
import { LOOKS } from "./looks.js";
import { Memory } from "./memory.js";
import { Server } from "./server.js";
import { Talk } from "./talk.js";
import { wordsOf } from "./words.js";

const ACCENT = "#9b2c1f";
const mounted = new Set();

export class Widget {
  constructor(given, base) {
    const home = placeOf(given);
    misuse(given).forEach(advise);
    this.given = given;
    this.listeners = new Map();
    this.locale = given.locale || document.documentElement.lang || navigator.language;
    const who = { site: given.site, user: given.user ?? "", signature: given.signature ?? "" };
    this.server = new Server(given.host ? given.host.replace(/\/*$/, "/") : base, who, this.locale);
    this.inline = given.mode === "inline";
    const copies = widgets().filter((other) => other.given.site === given.site && other.inline === this.inline);
    this.name = `${given.site}:${this.inline ? "inline" : "bubble"}:${copies.length}`;
    this.element = document.createElement("bulletin-qa");
    this.root = this.element.attachShadow({ mode: "open" });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(LOOKS);
    this.root.adoptedStyleSheets = [sheet];
    this.#draw({});
    home.append(this.element);
    mounted.add(this);
    // The site's looks come with the session; a bubble waits for the first touch to ask for them.
    if (this.inline) this.#dress();
    if (given.open && !this.inline) this.open();
  }

  open() {
    if (!this.panel || this.isOpen) return;
    this.panel.hidden = false;
    this.bubble.setAttribute("aria-expanded", "true");
    this.bubble.setAttribute("aria-label", this.words.close);
    this.talk.box.focus();
    this.#dress();
    this.#tell("open", {});
  }

  close() {
    if (this.inline || !this.isOpen) return;
    this.panel.hidden = true;
    this.bubble.setAttribute("aria-expanded", "false");
    this.bubble.setAttribute("aria-label", this.words.launch);
    this.bubble.focus();
    this.#tell("close", {});
  }

  toggle() {
    if (this.isOpen) this.close();
    else this.open();
  }

  // Ask a question as if the visitor had; resolve with the answer, or null.
  async ask(question) {
    this.open();
    await this.#dress();
    return this.talk?.ask(question) ?? null;
  }

  reset() {
    this.talk?.reset();
  }

  // Hear of `open`, `close`, `ask`, `answer`, `source`, `reset`, `error`; return a way to stop.
  on(event, listener) {
    const heard = this.listeners.get(event) ?? new Set();
    this.listeners.set(event, heard.add(listener));
    return () => heard.delete(listener);
  }

  // Take the widget off the page; what the tab remembers stays.
  destroy() {
    this.talk?.stop();
    this.element.remove();
    mounted.delete(this);
    this.listeners.clear();
    this.talk = this.panel = null;
  }

  get isOpen() {
    return Boolean(this.panel) && !this.panel.hidden;
  }

  #draw(theme) {
    this.locale = this.given.locale || theme.locale || this.locale;
    this.words = wordsOf(this.locale);
    this.options = settle(this.given, theme, this.words);
    this.#colour();
    this.#size();
    this.element.dataset.mode = this.inline ? "inline" : "bubble";
    this.element.dataset.position = this.options.position;
    this.element.dataset.scheme = this.options.scheme;
    const tell = (...all) => this.#tell(...all);
    this.talk = new Talk(this.server, new Memory(this.name), this.options, this.words, tell);
    this.panel = this.#framed(this.talk.element);
    this.bubble = make(
      "button",
      {
        type: "button",
        class: "bubble",
        "aria-label": this.words.launch,
        "aria-expanded": "false",
        "aria-haspopup": "dialog",
        onclick: () => this.toggle(),
      },
      make("span", { "aria-hidden": "true" }, "问"),
    );
    this.root.replaceChildren(...(this.inline ? [this.panel] : [this.panel, this.bubble]));
  }

  #framed(inside) {
    const button = (label, sign, act) =>
      make("button", { type: "button", "aria-label": label, title: label, onclick: act }, sign);
    const header = make(
      "header",
      {},
      make("h2", {}, this.options.title),
      button(this.words.reset, "↺", () => this.reset()),
      this.inline ? null : button(this.words.close, "✕", () => this.close()),
    );
    const role = this.inline ? "region" : "dialog";
    const escape = (event) => {
      if (event.key === "Escape" && !this.talk.back()) this.close();
    };
    return make(
      "section",
      { class: "panel", lang: this.locale, role, "aria-label": this.options.title, hidden: !this.inline, onkeydown: escape },
      header,
      inside,
    );
  }

  // Put on what the site says of looks, once; without a session the widget says so when asked.
  #dress() {
    this.dressed ??= this.server.theme().then(
      (theme) => {
        if (this.talk?.asking) return void (this.dressed = null); // not under the visitor's eyes
        if (!this.panel || !Object.values(theme).some((value) => value.length)) return;
        const [typed, open, inside] = [this.talk.box.value, this.isOpen, this.root.activeElement];
        this.#draw(theme);
        this.talk.box.value = typed;
        this.panel.hidden = !open;
        this.bubble.setAttribute("aria-expanded", String(open));
        if (inside && open) this.talk.box.focus();
      },
      () => (this.dressed = null),
    );
    return this.dressed;
  }

  #colour() {
    const wanted = this.options.colour;
    const accent = wanted && CSS.supports("color", wanted) ? wanted : ACCENT;
    const ink = inkOn(accent);
    const style = this.element.style;
    style.setProperty("--accent", accent);
    style.setProperty("--on-accent", ink);
    style.setProperty("--link-on-light", ink === "#fff" ? accent : "#23211e");
    style.setProperty("--link-on-dark", tintOf(accent));
  }

  // Set the height that was asked for; set by script, it needs no leave from the host's policy.
  #size() {
    const height = heightOf(this.options.height);
    if (!height) return;
    this.element.style.setProperty("--height", height);
    this.element.style.setProperty("--least-height", "0");
  }

  #tell(event, detail) {
    for (const listener of this.listeners.get(event) ?? []) {
      try {
        listener(detail);
      } catch (error) {
        console.error(error); // the host's own affair; the widget goes on
      }
    }
  }
}

// Return the widgets that are on the page.
export function widgets() {
  return [...mounted];
}

// Return a height as CSS has it (600 is 600px), "" where it is none.
export function heightOf(words) {
  const height = /^\d+$/.test(words) ? `${words}px` : words;
  return height && CSS.supports("height", height) ? height : "";
}

function placeOf({ mode, target }) {
  if (mode !== "inline") return document.body;
  const place = typeof target === "string" ? document.querySelector(target || "bulletin-qa-here") : target;
  if (!place) throw new Error(`通报问答：网页上没有元素与 data-target “${target}”相符，小窗没有放上。请核对选择器；元素要写在脚本之前，或给脚本加 defer。`);
  return place;
}
