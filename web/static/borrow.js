// The borrowing tab: sends the form, shows what came back, keeps the basket in this browser.

const STORE = "bqa_basket";
const MOST = 500;

const words = () => {
  const holder = document.getElementById("page-words");
  const lang = document.documentElement.lang === "en" ? "en" : "zh";
  return JSON.parse(holder?.dataset[lang] ?? "{}");
};

function kept() {
  try {
    return JSON.parse(localStorage.getItem(STORE)) ?? [];
  } catch {
    return [];
  }
}

function keep(items) {
  try {
    localStorage.setItem(STORE, JSON.stringify(items.slice(0, MOST)));
  } catch {
    /* storage is full or forbidden: the basket lasts as long as the page */
  }
}

const same = (a, b) => a.bulletin === b.bulletin && a.start === b.start && a.end === b.end;

function draw() {
  const box = document.getElementById("basket");
  if (!box) return;
  const items = kept();
  const said = words();
  const list = box.querySelector("ol");
  list.replaceChildren();
  items.forEach((item, at) => {
    const row = document.createElement("li");
    const agency = document.createElement("b");
    agency.textContent = item.agency;
    const quote = document.createElement("p");
    quote.textContent = item.words;
    const note = document.createElement("textarea");
    note.value = item.note ?? "";
    note.rows = 1;
    note.maxLength = 2000;
    note.placeholder = said.borrow_note;
    note.setAttribute("aria-label", said.borrow_note);
    note.addEventListener("input", () => {
      const now = kept();
      if (now[at]) now[at].note = note.value;
      keep(now);
    });
    const drop = document.createElement("button");
    drop.type = "button";
    drop.textContent = said.borrow_drop;
    drop.addEventListener("click", () => {
      keep(kept().filter((other) => !same(other, item)));
      draw();
    });
    row.append(agency, quote, note, drop);
    list.append(row);
  });
  if (!items.length) {
    const empty = document.createElement("p");
    empty.className = "quiet";
    empty.textContent = said.borrow_basket_empty;
    list.append(empty);
  }
  box.querySelector(".count").textContent = items.length || "";
  box.querySelectorAll("form button").forEach((button) => (button.disabled = !items.length));
  document.querySelectorAll("#borrowed .keep").forEach((button) => {
    const { bulletin, start, end } = button.dataset;
    button.disabled = items.some((one) => same(one, { bulletin, start: +start, end: +end }));
  });
}

function say(box, text) {
  const line = document.createElement("p");
  line.className = "empty";
  line.textContent = text;
  box.replaceChildren(line);
}

async function look(form) {
  const box = document.getElementById("borrowed");
  const button = form.querySelector("button[type=submit]");
  button.disabled = true;
  say(box, words().searching);
  try {
    const reply = await fetch("/page/borrow", { method: "POST", body: new FormData(form) });
    const type = reply.headers.get("content-type") ?? "";
    if (!type.startsWith("text/html")) throw new Error(String(reply.status));
    box.innerHTML = await reply.text(); // made and escaped by our own server
  } catch {
    say(box, words().borrow_failed);
  }
  button.disabled = false;
  draw();
}

document.addEventListener("submit", (event) => {
  if (event.target.id === "borrow-form") {
    event.preventDefault();
    look(event.target);
  } else if (event.target.closest?.("#basket")) {
    const sent = kept().map(({ bulletin, start, end, note }) => ({ bulletin, start, end, note }));
    event.target.elements.kept.value = JSON.stringify(sent);
  }
});

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("#borrowed button");
  if (button?.classList.contains("keep")) {
    const { bulletin, start, end, agency, words: quote } = button.dataset;
    keep([...kept(), { bulletin, start: +start, end: +end, agency, words: quote, note: "" }]);
    draw();
  } else if (button?.classList.contains("copy-draft")) {
    const lines = [...button.closest(".draft").querySelectorAll(".said")];
    navigator.clipboard?.writeText(lines.map((line) => line.textContent).join("\n"));
    button.textContent = words().copied;
  }
});

// The form is drawn by Gradio after this script has run.
new MutationObserver((_, watcher) => {
  if (!document.querySelector("#basket ol")) return;
  watcher.disconnect();
  draw();
}).observe(document.documentElement, { childList: true, subtree: true });
