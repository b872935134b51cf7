// Built from web/widget/ by `make widget`; do not edit. Sources 5f78a950cd3a3341a3ee, script 8316517a797fe2ecc54d.
(() => {
  // web/widget/options.js
  var DEFAULTS = {
    site: "",
    mode: "bubble",
    // or "inline"
    target: "",
    // where an inline widget goes: a selector, or an element
    height: "",
    // of an inline widget; else that of the element it is in
    position: "right",
    // or "left"
    colour: "",
    scheme: "auto",
    // as the visitor's system; or "light", "dark"
    title: "",
    greeting: "",
    placeholder: "",
    locale: "",
    // zh-CN or en; else the page's language
    open: false,
    agencies: [],
    suggestions: [],
    user: "",
    signature: "",
    host: ""
    // the server, where it is not the script's
  };
  var LISTS = { agencies: /[,,;;]/, suggestions: /\|/ };
  function optionsOf(script2) {
    const given = {};
    for (const [name, value] of Object.entries(script2.dataset)) {
      const known = { openOnLoad: "open", color: "colour" }[name] ?? name;
      if (!(known in DEFAULTS)) continue;
      if (known in LISTS) given[known] = value.split(LISTS[known]).map((each) => each.trim()).filter(Boolean);
      else given[known] = typeof DEFAULTS[known] === "boolean" ? value !== "false" : value;
    }
    return given;
  }
  function settle(given, theme, words) {
    const chosen = { ...DEFAULTS };
    for (const source of [words, theme, given])
      for (const name of Object.keys(DEFAULTS)) {
        const value = source[name];
        if (value !== void 0 && value !== "" && !(Array.isArray(value) && !value.length)) chosen[name] = value;
      }
    return chosen;
  }
  function inkOn(colour) {
    const parts = partsOf(colour);
    if (!parts) return "#fff";
    const [r, g, b] = parts.map((part) => (part / 255) ** 2.2);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b > 0.18 ? "#000" : "#fff";
  }
  function tintOf(colour) {
    const parts = partsOf(colour);
    return parts ? `rgb(${parts.map((part) => Math.round(0.45 * part + 0.55 * 255)).join(" ")})` : "#e9e5df";
  }
  function partsOf(colour) {
    const hex = colour.match(/^#([0-9a-f]{3}|[0-9a-f]{6})$/i)?.[1];
    if (!hex) return null;
    const parts = hex.length === 3 ? [...hex].map((c) => c + c) : hex.match(/../g);
    return parts.map((part) => parseInt(part, 16));
  }

  // web/widget/advice.js
  var told = /* @__PURE__ */ new Set();
  function advise(words) {
    if (!words || told.has(words)) return;
    told.add(words);
    console.warn(`通报问答小窗：${words}`);
  }
  var oneOf = (...known) => (value) => known.includes(value);
  var OPTIONS = {
    site: [(value) => /^[\w-]{4,64}$/.test(value), "应为 sites.toml 里的站点编号，4 到 64 位字母、数字、-、_"],
    mode: [oneOf("bubble", "inline"), "应为 bubble 或 inline"],
    position: [oneOf("right", "left"), "应为 right 或 left"],
    scheme: [oneOf("auto", "light", "dark"), "应为 auto、light 或 dark"],
    colour: [(value) => CSS.supports("color", value), "应为颜色，如 #005bac"],
    height: [(value) => /^\d+$/.test(value) || CSS.supports("height", value), "应为高度，如 600px"]
  };
  function misuse(given) {
    return Object.entries(OPTIONS).filter(([name, [fits]]) => (name === "site" || given[name]) && !fits(given[name] ?? DEFAULTS[name])).map(([name, [, expected]]) => `data-${name} 写的是“${given[name] ?? ""}”，${expected}。`);
  }
  var CAUSES = [
    {
      holds: ({ policy }) => policy,
      refused: true,
      words: ({ server }) => `本网页的内容安全策略（CSP）不许连接 ${server}：请在 connect-src 里加上它。`
    },
    {
      holds: ({ page, base: base2 }) => page.protocol === "https:" && base2.protocol === "http:",
      refused: true,
      words: ({ server }) => `本网页是 https，而服务器 ${server} 是 http，浏览器会拦下：请让服务器也用 https。`
    },
    {
      holds: ({ page }) => page.origin === "null" || page.protocol === "file:",
      refused: true,
      words: () => "直接从文件打开的网页没有来源，服务器认不出它：请从网站的地址打开。"
    },
    {
      holds: ({ reached }) => reached,
      refused: true,
      words: ({ page, server }) => `服务器 ${server} 没有允许本网页的来源 ${page.origin}：请在服务器的 sites.toml 里，把它写进该站点的 origins（协议、域名、端口须完全一致）。`
    },
    {
      holds: () => true,
      refused: false,
      words: ({ server }) => `连不上服务器 ${server}：请核对 src 或 data-host 里的地址、服务器是否在运行、防火墙是否放行。`
    }
  ];
  async function causeOf(base2, policy) {
    const at = { page: location, base: new URL(base2), server: new URL(base2).origin, policy };
    at.reached = !policy && await isThere(base2);
    const cause = CAUSES.find(({ holds }) => holds(at));
    return { refused: cause.refused, words: cause.words(at) };
  }
  function isThere(base2) {
    const options = { mode: "no-cors", credentials: "omit", cache: "no-store" };
    return fetch(`${base2}widget.js`, options).then(
      () => true,
      () => false
    );
  }
  async function watched(base2, run, blocked) {
    const server = new URL(base2).origin;
    let policy = false;
    const heard = (event) => policy ||= event.blockedURI.startsWith(server);
    document.addEventListener("securitypolicyviolation", heard);
    try {
      return await run();
    } catch {
      await new Promise((resolve) => setTimeout(resolve));
      throw await blocked(policy);
    } finally {
      document.removeEventListener("securitypolicyviolation", heard);
    }
  }

  // web/widget/dom.js
  function make(tag, properties = {}, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(properties)) {
      if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
      else if (value !== null && value !== void 0 && value !== false)
        element.setAttribute(name, value === true ? "" : value);
    }
    element.append(...children.filter((child) => child !== null));
    return element;
  }

  // web/widget/looks.js
  var DARK = `
  color-scheme: dark !important;
  --ink: #e9e5df;
  --soft: #a8a198;
  --line: #3a3633;
  --paper: #211f1e;
  --tint: #292625;
  --mark: #7a6210;
  --link: var(--link-on-dark);
`;
  var LOOKS = `
:host {
  all: initial !important;
  display: block !important;
  position: fixed !important;
  z-index: 2147483000 !important;
  inset: auto 20px 20px auto !important;
  color-scheme: light !important;
  --ink: #23211e;
  --soft: #6a645c;
  --line: #e2dcd3;
  --paper: #fff;
  --tint: #f4f0ea;
  --mark: #fbd86f;
  --link: var(--link-on-light);
}
:host([data-scheme="dark"]) {${DARK}}
@media (prefers-color-scheme: dark) { :host([data-scheme="auto"]) {${DARK}} }
:host([data-position="left"]) { inset: auto auto 20px 20px !important; }
:host([data-mode="inline"]) {
  position: relative !important;
  inset: auto !important;
  z-index: auto !important;
  width: 100% !important;
  height: var(--height, 100%) !important;
  min-height: var(--least-height, 420px) !important;
}
:host([hidden]) { display: none !important; }
*, *::before { box-sizing: border-box; }
[hidden] { display: none !important; }
.panel, .bubble {
  font: 15px/1.65 -apple-system, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", system-ui, sans-serif;
  color: var(--ink);
}
button, textarea { font: inherit; color: inherit; }
button { cursor: pointer; }
:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
.bubble:focus-visible { outline-color: var(--accent); }
.bubble {
  display: grid;
  place-items: center;
  width: 56px;
  height: 56px;
  margin-left: auto;
  border: 0;
  border-radius: 50%;
  background: var(--accent);
  color: var(--on-accent);
  font-size: 22px;
  font-weight: 600;
  box-shadow: 0 4px 16px rgb(0 0 0 / 25%);
}
:host([data-position="left"]) .bubble { margin-left: 0; }
.panel {
  display: flex;
  flex-direction: column;
  width: min(400px, calc(100vw - 40px));
  height: min(640px, calc(100vh - 120px));
  margin-bottom: 12px;
  overflow: hidden;
  background: var(--paper);
  border: 1px solid var(--line);
  border-radius: 12px;
  box-shadow: 0 8px 40px rgb(0 0 0 / 20%);
  animation: rise 0.18s ease-out;
}
:host([data-mode="inline"]) .panel {
  position: absolute;
  inset: 0;
  width: auto;
  height: auto;
  margin: 0;
  box-shadow: none;
  animation: none;
}
@keyframes rise { from { opacity: 0; transform: translateY(8px); } }
header {
  display: flex;
  align-items: center;
  gap: 8px;
  padding: 10px 14px;
  background: var(--accent);
  color: var(--on-accent);
}
header h2 { flex: 1; margin: 0; font-size: 16px; font-weight: 600; }
header button { border: 0; background: none; padding: 4px 6px; font-size: 14px; border-radius: 4px; }
header :focus-visible { outline-color: var(--on-accent); }
.talk { position: relative; flex: 1; min-height: 0; }
.main { display: flex; flex-direction: column; height: 100%; }
.log { flex: 1; min-height: 0; overflow-y: auto; overscroll-behavior: contain; padding: 14px; }
.log > * { margin: 0 0 12px; overflow-wrap: anywhere; }
.greeting, .note, .wait { color: var(--soft); }
.asked {
  width: fit-content;
  max-width: 85%;
  margin-left: auto !important;
  padding: 7px 12px;
  border-radius: 12px 12px 2px 12px;
  background: var(--tint);
  white-space: pre-wrap;
}
.reply > * { margin: 0 0 8px; }
.reply h4 { margin-top: 14px; font-size: 15px; }
.reply ul, .reply ol { padding-left: 20px; }
.reply li[data-deep] { margin-left: 16px; }
blockquote { border-left: 3px solid var(--line); padding-left: 10px; color: var(--soft); }
.table { container-type: inline-size; }
table { border-collapse: collapse; font-size: 13px; width: 100%; }
th, td { border: 1px solid var(--line); padding: 4px 8px; text-align: left; vertical-align: top; min-width: 4em; }
@container (max-width: 600px) {
  table, tbody, tr, td { display: block; }
  thead { display: none; }
  tr { border: 1px solid var(--line); border-radius: 8px; padding: 4px 10px; margin-bottom: 8px; }
  td { border: 0; padding: 3px 0; }
  td::before { content: attr(data-column); display: block; color: var(--soft); font-size: 12px; }
}
.n {
  min-width: 20px;
  padding: 0 5px;
  margin: 0 2px;
  border: 1px solid var(--line);
  border-radius: 10px;
  background: var(--tint);
  font-size: 12px;
  line-height: 18px;
}
.n:hover { border-color: var(--link); }
.chips { display: flex; flex-wrap: wrap; gap: 6px; }
.chip {
  padding: 5px 10px;
  border: 1px solid var(--line);
  border-radius: 14px;
  background: var(--paper);
  text-align: left;
  font-size: 14px;
}
.chip:hover { border-color: var(--link); }
form { display: flex; gap: 8px; padding: 10px 14px 4px; border-top: 1px solid var(--line); }
textarea {
  flex: 1;
  min-width: 0;
  field-sizing: content;
  max-height: 120px;
  padding: 8px 10px;
  border: 1px solid #8c857b;
  border-radius: 8px;
  background: var(--paper);
  resize: none;
}
textarea::placeholder { color: var(--soft); opacity: 1; }
.send { padding: 0 14px; border: 0; border-radius: 8px; background: var(--accent); color: var(--on-accent); }
.made { margin: 0; padding: 0 14px 8px; font-size: 12px; color: var(--soft); }
.sheet { position: absolute; inset: 0; display: flex; flex-direction: column; padding: 12px 14px; background: var(--paper); }
.sheet h3 { margin: 2px 0; font-size: 15px; }
.sheet p { margin: 0; }
.agency, .facts { color: var(--soft); font-size: 13px; }
.back { align-self: flex-start; margin: 0 0 8px; padding: 2px 8px; border: 1px solid var(--line); border-radius: 6px; background: none; font-size: 14px; }
.passage {
  flex: 1;
  min-height: 0;
  overflow-y: auto;
  margin: 8px 0;
  padding-top: 8px;
  border-top: 1px solid var(--line);
  white-space: pre-line;
  overflow-wrap: anywhere;
  line-height: 1.9;
}
mark { background: var(--mark); color: inherit; }
.sheet a { color: var(--link); }
@media (max-width: 480px) {
  :host(:not([data-mode="inline"])) { inset: auto 12px 12px auto !important; }
  :host([data-position="left"]:not([data-mode="inline"])) { inset: auto auto 12px 12px !important; }
  :host(:not([data-mode="inline"])) .panel {
    position: fixed;
    inset: 0;
    width: auto;
    height: 100dvh;
    margin: 0;
    border: 0;
    border-radius: 0;
  }
  textarea { font-size: 16px; }
}
@media (prefers-reduced-motion: reduce) { .panel { animation: none; } }
`;

  // web/widget/memory.js
  var KEPT = 20;
  var Memory = class {
    constructor(name) {
      this.name = `bulletin-qa:${name}`;
      this.turns = this.#read();
    }
    add(turn) {
      this.turns = [...this.turns, turn].slice(-KEPT);
      this.#write();
    }
    clear() {
      this.turns = [];
      this.#write();
    }
    #read() {
      try {
        const turns = JSON.parse(sessionStorage.getItem(this.name) ?? "[]");
        return Array.isArray(turns) ? turns.filter(isTurn).slice(-KEPT) : [];
      } catch {
        return [];
      }
    }
    #write() {
      try {
        sessionStorage.setItem(this.name, JSON.stringify(this.turns));
      } catch {
      }
    }
  };
  function isTurn(turn) {
    return typeof turn?.question === "string" && typeof turn.answer?.text === "string";
  }

  // web/widget/server.js
  var RETRIES = 3;
  var HISTORY = 4;
  var Trouble = class extends Error {
    constructor(kind, detail = "") {
      super(detail || kind);
      this.kind = kind;
      this.detail = detail;
    }
  };
  var Server = class {
    // `base` is where the server is, `who` is {site, user, signature}.
    constructor(base2, who, locale) {
      this.base = base2;
      this.who = who;
      this.locale = locale;
      this.session = null;
    }
    // Open the session once; return what the site says of looks.
    async theme() {
      this.session ??= this.#open();
      this.session.catch(() => this.session = null);
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
      const history = turns.slice(-HISTORY).map(({ question: question2, answer }) => ({ question: question2, answer }));
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
  };
  async function troubleOf(response) {
    const problem = await response.json().catch(() => ({}));
    advise(problem.advice);
    return new Trouble(problem.type?.endsWith("/origin-refused") ? "refused" : "failed", problem.detail);
  }
  async function* eventsOf(body) {
    const reader = body.pipeThrough(new TextDecoderStream()).getReader();
    let rest = "";
    try {
      for (; ; ) {
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
      reader.cancel().catch(() => {
      });
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

  // web/widget/answer.js
  var PIECE = /(\*\*[^*\n]+\*\*|\[\d{1,3}\])/;
  var HEADING = /^#{1,6}\s+(.*)$/;
  var ITEM = /^(\s*)(?:[-*]|\d+[.)])\s+(.*)$/;
  var ORDERED = /^\s*\d+[.)]\s/;
  var QUOTE = /^>\s?(.*)$/;
  var ROW = /^\|(.*)\|\s*$/;
  var BREAK = /<br\s*\/?>/i;
  var RULE = /^[\s|:-]+$/;
  var CELLS = /(?<!\\)\|/;
  var ESCAPED = /\\([\\`*_~|<>[\]])/g;
  function answerNodes(text, cite) {
    const nodes = [];
    const lines = text.split("\n");
    let at = 0;
    while (at < lines.length) {
      const kind = KINDS.find((each) => each.test.test(lines[at]));
      const start = at;
      do
        at += 1;
      while (at < lines.length && kind?.many && kind.test.test(lines[at]));
      if (kind) nodes.push(kind.make(lines.slice(start, at), cite));
      else if (lines[start].trim()) nodes.push(make("p", {}, ...inline(lines[start], cite)));
    }
    return nodes;
  }
  var KINDS = [
    {
      test: HEADING,
      make: ([line], cite) => make("h4", {}, ...inline(line.match(HEADING)[1], cite))
    },
    { test: ITEM, many: true, make: listOf },
    { test: ROW, many: true, make: tableOf },
    {
      test: QUOTE,
      many: true,
      make: (lines, cite) => make("blockquote", {}, ...lines.map((line) => make("p", {}, ...inline(line.match(QUOTE)[1], cite))))
    }
  ];
  function listOf(lines, cite) {
    const list = make(ORDERED.test(lines[0]) ? "ol" : "ul");
    for (const line of lines) {
      const [, indent, words] = line.match(ITEM);
      list.append(make("li", { "data-deep": indent.length > 1 }, ...inline(words, cite)));
    }
    return list;
  }
  function tableOf(lines, cite) {
    const [head, ...rows] = lines.filter((line) => !RULE.test(line));
    const cell = (text) => text.trim().split(BREAK).flatMap((line, i) => (i ? [make("br")] : []).concat(inline(line, cite)));
    const cells = (line) => line.match(ROW)[1].split(CELLS);
    const names = head ? cells(head).map((name) => name.trim()) : [];
    const row = (line, tag) => make("tr", {}, ...cells(line).map((text, i) => make(tag, { "data-column": names[i] ?? "" }, ...cell(text))));
    const body = make("tbody", {}, ...rows.map((line) => row(line, "td")));
    return make("div", { class: "table" }, make("table", {}, make("thead", {}, head ? row(head, "th") : ""), body));
  }
  function inline(text, cite) {
    return text.split(PIECE).map((piece) => {
      if (!PIECE.test(piece)) return piece.replace(ESCAPED, "$1");
      if (piece.startsWith("**")) return make("strong", {}, piece.slice(2, -2).replace(ESCAPED, "$1"));
      return cite(Number(piece.slice(1, -1))) ?? piece;
    });
  }

  // web/widget/source.js
  async function showSource(sheet, citation, server, words, back) {
    const title = citation.finding_title ?? citation.source;
    const number = citation.finding_number ? `${citation.finding_number}. ` : "";
    const body = make("div", { class: "passage", tabindex: "0" }, make("mark", {}, citation.quote));
    const facts = make("p", { class: "facts" });
    const whole = { href: server.page(citation), target: "_blank", rel: "noopener" };
    const link = make("a", whole, words.whole);
    sheet.replaceChildren(
      make("button", { type: "button", class: "back", onclick: back }, `← ${words.back}`),
      make("p", { class: "agency" }, citation.agency),
      make("h3", {}, number + title),
      facts,
      body,
      link
    );
    sheet.querySelector(".back").focus();
    try {
      const passage = await server.passage(citation);
      link.href = server.opened(passage.page);
      facts.textContent = [passage.status, passage.section, passage.published].filter(Boolean).join(" · ");
      const mark = make("mark", {}, passage.quote);
      body.replaceChildren(passage.before, mark, passage.after);
      body.scrollTop = Math.max(0, mark.offsetTop - body.offsetTop - body.clientHeight / 3);
    } catch {
      facts.textContent = words.gone;
    }
  }

  // web/widget/talk.js
  var LONGEST = 2e3;
  var Talk = class {
    // `tell(event, detail)` hears what happens.
    constructor(server, memory, options, words, tell) {
      Object.assign(this, { server, memory, options, words, tell });
      this.asking = null;
      this.log = make("div", { class: "log", role: "log", "aria-label": words.conversation, tabindex: "0" });
      this.box = make("textarea", {
        rows: "1",
        maxlength: LONGEST,
        placeholder: options.placeholder,
        "aria-label": words.question,
        onkeydown: (event) => this.#typed(event)
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
        make("button", { type: "button", class: "chip", onclick: again }, this.words.again)
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
      if (nodes.length) reply.replaceChildren(...nodes);
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
      const chips = suggestions.map(
        ({ text }) => make("button", { type: "button", class: "chip", onclick: () => this.ask(text) }, text)
      );
      this.log.append(make("div", { class: "chips" }, ...chips));
    }
    #typed(event) {
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
  };

  // web/widget/words.js
  var WORDS = {
    "zh-CN": {
      title: "通报问答",
      greeting: "您好。可以问我各单位的巡察整改情况；每条回答都附通报原文。",
      placeholder: "请输入问题",
      launch: "打开通报问答",
      close: "关闭",
      send: "发送",
      stop: "停止",
      reset: "重新开始",
      question: "问题",
      conversation: "对话",
      searching: "正在查找…",
      stopped: "已停止，以上内容未经核对。",
      source: "原文",
      back: "返回回答",
      whole: "在通报全文中查看",
      quoted: "引文",
      loading: "正在打开原文…",
      gone: "原文打不开：这份通报可能已被移除或更新。",
      offline: "连不上服务器，请检查网络后重试。",
      refused: "这个网站没有获准使用通报问答，请联系网站管理员。",
      failed: "没能回答，请稍后再试。",
      again: "重试",
      made: "答案只取自已收录的通报"
    },
    en: {
      title: "Bulletin QA",
      greeting: "Hello. Ask how agencies rectified what inspections found; every answer quotes its source.",
      placeholder: "Type a question",
      launch: "Open Bulletin QA",
      close: "Close",
      send: "Send",
      stop: "Stop",
      reset: "Start again",
      question: "Question",
      conversation: "Conversation",
      searching: "Searching…",
      stopped: "Stopped; the above has not been checked.",
      source: "Source",
      back: "Back to the answer",
      whole: "Open in the whole bulletin",
      quoted: "Quotation",
      loading: "Opening the source…",
      gone: "The source cannot be opened: the bulletin may have been removed or replaced.",
      offline: "The server cannot be reached; please check the network and try again.",
      refused: "This site may not use Bulletin QA; please tell its administrator.",
      failed: "No answer could be had; please try again later.",
      again: "Try again",
      made: "Answers come from the bulletins on file alone"
    }
  };
  function wordsOf(locale) {
    return /^en\b/i.test(locale) ? WORDS.en : WORDS["zh-CN"];
  }

  // web/widget/widget.js
  var ACCENT = "#9b2c1f";
  var mounted = /* @__PURE__ */ new Set();
  var Widget = class {
    constructor(given, base2) {
      const home = placeOf(given);
      misuse(given).forEach(advise);
      this.given = given;
      this.listeners = /* @__PURE__ */ new Map();
      this.locale = given.locale || document.documentElement.lang || navigator.language;
      const who = { site: given.site, user: given.user ?? "", signature: given.signature ?? "" };
      this.server = new Server(given.host ? given.host.replace(/\/*$/, "/") : base2, who, this.locale);
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
      const heard = this.listeners.get(event) ?? /* @__PURE__ */ new Set();
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
          onclick: () => this.toggle()
        },
        make("span", { "aria-hidden": "true" }, "问")
      );
      this.root.replaceChildren(...this.inline ? [this.panel] : [this.panel, this.bubble]);
    }
    #framed(inside) {
      const button = (label, sign, act) => make("button", { type: "button", "aria-label": label, title: label, onclick: act }, sign);
      const header = make(
        "header",
        {},
        make("h2", {}, this.options.title),
        button(this.words.reset, "↺", () => this.reset()),
        this.inline ? null : button(this.words.close, "✕", () => this.close())
      );
      const role = this.inline ? "region" : "dialog";
      const escape = (event) => {
        if (event.key === "Escape" && !this.talk.back()) this.close();
      };
      return make(
        "section",
        { class: "panel", lang: this.locale, role, "aria-label": this.options.title, hidden: !this.inline, onkeydown: escape },
        header,
        inside
      );
    }
    // Put on what the site says of looks, once; without a session the widget says so when asked.
    #dress() {
      this.dressed ??= this.server.theme().then(
        (theme) => {
          if (this.talk?.asking) return void (this.dressed = null);
          if (!this.panel || !Object.values(theme).some((value) => value.length)) return;
          const [typed, open, inside] = [this.talk.box.value, this.isOpen, this.root.activeElement];
          this.#draw(theme);
          this.talk.box.value = typed;
          this.panel.hidden = !open;
          this.bubble.setAttribute("aria-expanded", String(open));
          if (inside && open) this.talk.box.focus();
        },
        () => this.dressed = null
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
          console.error(error);
        }
      }
    }
  };
  function widgets() {
    return [...mounted];
  }
  function heightOf(words) {
    const height = /^\d+$/.test(words) ? `${words}px` : words;
    return height && CSS.supports("height", height) ? height : "";
  }
  function placeOf({ mode, target }) {
    if (mode !== "inline") return document.body;
    const place = typeof target === "string" ? document.querySelector(target || "bulletin-qa-here") : target;
    if (!place) throw new Error(`通报问答：网页上没有元素与 data-target “${target}”相符，小窗没有放上。请核对选择器；元素要写在脚本之前，或给脚本加 defer。`);
    return place;
  }

  // web/widget/main.js
  var script = document.currentScript;
  var base = new URL("./", script?.src ?? location.href).href;
  function create(options) {
    return new Widget(options, base);
  }
  var first = (name) => (...given) => widgets()[0]?.[name](...given);
  window.BulletinQA ??= Object.freeze({
    create,
    get widgets() {
      return widgets();
    },
    ...Object.fromEntries(
      ["open", "close", "toggle", "ask", "reset", "destroy", "on"].map((name) => [name, first(name)])
    )
  });
  if (!script?.dataset.site) {
    advise("脚本上没有 data-site，不会自动放上小窗：请写上站点编号；用 BulletinQA.create 放时不必写。");
  } else {
    const start = () => {
      try {
        window.BulletinQA.create({ host: base, ...optionsOf(script) });
      } catch (error) {
        console.error(error);
      }
    };
    if (document.body) start();
    else document.addEventListener("DOMContentLoaded", start, { once: true });
  }
})();
