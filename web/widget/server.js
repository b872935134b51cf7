// The server as the widget knows it: a session, questions answered as a stream, passages.

import { advise, causeOf, watched } from "./advice.js";

const RETRIES = 3;
const HISTORY = 4; // earlier turns sent along

// Why there is no answer: `kind` names the words to say, `detail` are the server's own.
export class Trouble extends Error {
  constructor(kind, detail = "") {
    super(detail || kind);
    this.kind = kind;
    this.detail = detail;
  }
}

export class Server {
  // `base` is where the server is, `who` is {site, user, signature}.
  constructor(base, who, locale) {
    this.base = base;
    this.who = who;
    this.locale = locale;
    this.session = null;
  }

  // Open the session once; return what the site says of looks.
  async theme() {
    this.session ??= this.#open();
    this.session.catch(() => (this.session = null));
    return (await this.session).theme;
  }

  async #open() {
    const body = JSON.stringify(this.who);
    const ask = () => this.#fetch("api/session", { method: "POST", body });
    const response = await watched(this.base, ask, (policy) => this.#unanswered(policy));
    if (!response.ok) throw await troubleOf(response);
    return response.json();
  }

  // Say in the console why there was no answer; return what to throw: an error where it may pass.
  async #unanswered(policy) {
    const { refused, words } = await causeOf(this.base, policy);
    advise(words);
    return refused ? new Trouble("refused") : new TypeError(words);
  }

  // Yield the answer as it grows; the last one is settled. A broken connection is taken up again.
  async *ask(question, turns, filters, signal) {
    const history = turns.slice(-HISTORY).map(({ question, answer }) => ({ question, answer }));
    const body = JSON.stringify({ question, history, filters });
    let last = "";
    for (let tries = 1; ; tries += 1) {
      try {
        const headers = last ? { "last-event-id": last } : {};
        const response = await this.#ours("api/ask/stream", { method: "POST", body, headers, signal });
        for await (const event of eventsOf(response.body)) {
          last = event.id ?? last;
          if (event.name === "error") throw new Trouble("failed", JSON.parse(event.data).detail);
          yield JSON.parse(event.data);
          if (event.name === "final") return;
        }
        throw new TypeError("the stream ended early");
      } catch (error) {
        if (error instanceof Trouble || signal.aborted) throw error;
        if (tries > RETRIES) throw new Trouble("offline");
        await new Promise((resolve) => setTimeout(resolve, 500 * tries));
      }
    }
  }

  // Return a citation's passage with the words around it.
  async passage({ bulletin_id, start, end }) {
    const path = `api/bulletins/${encodeURIComponent(bulletin_id)}/passage?char=${start},${end}`;
    return (await this.#ours(path)).json();
  }

  // Return the address of a passage on the reading page.
  page({ bulletin_id, start, end }) {
    return `${this.base}bulletins/${encodeURIComponent(bulletin_id)}?char=${Number(start)},${Number(end)}#passage`;
  }

  // Return the whole of an address of the server.
  opened(path) {
    return new URL(path.replace(/^\/+/, ""), this.base).href;
  }

  // Fetch with the session's token; where it has run out, with a new one.
  async #ours(path, options = {}) {
    for (let fresh = false; ; fresh = true) {
      await this.theme();
      const { token } = await this.session;
      const headers = { ...options.headers, "x-session-token": token };
      const response = await this.#fetch(path, { ...options, headers });
      if (response.ok) return response;
      if (response.status !== 401 || fresh) throw await troubleOf(response);
      this.session = null;
    }
  }

  #fetch(path, options) {
    const headers = { "accept-language": this.locale, ...options.headers };
    if (options.body) headers["content-type"] = "application/json";
    return fetch(this.base + path, { ...options, headers, credentials: "omit", cache: "no-store" });
  }
}

async function troubleOf(response) {
  const problem = await response.json().catch(() => ({}));
  advise(problem.advice);
  return new Trouble(problem.type?.endsWith("/origin-refused") ? "refused" : "failed", problem.detail);
}

// Yield the events of a text/event-stream body.
async function* eventsOf(body) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      const blocks = (rest + value).split(/\r?\n\r?\n/);
      rest = blocks.pop();
      for (const block of blocks) {
        const event = eventOf(block);
        if (event.data) yield event;
      }
    }
  } finally {
    reader.cancel().catch(() => {});
  }
}

function eventOf(block) {
  const event = { name: "message", data: "" };
  for (const line of block.split(/\r?\n/)) {
    const [, field, value] = line.match(/^(\w+): ?(.*)$/) ?? [];
    if (field === "data") event.data += (event.data && "\n") + value;
    else if (field === "event") event.name = value;
    else if (field === "id") event.id = value;
  }
  return event;
}
