// What a reader does with an answer: copy, link, documents, a word on it. The answer itself is in the
// source panel, on its section's `data-answer`.

const ACTION = /^#do-(\w+)-(\d+)(?:-(\d+))?$/;

export function says(key) {
  const words = document.getElementById("page-words").dataset;
  return JSON.parse(document.documentElement.lang === "en" ? words.en : words.zh)[key];
}

function answerOf(turn) {
  const section = document.getElementById(`turn-${turn}`);
  return section ? JSON.parse(section.dataset.answer) : null;
}

function withSources(answer, turn) {
  const sources = answer.citations.map((c) => {
    const number = c.finding_number ? `${c.finding_number}. ` : "";
    const title = c.finding_title ? `,${number}${c.finding_title}` : "";
    return `[${c.number}] ${c.agency}${title}(${c.source}):${c.quote.replace(/\s+/g, " ")}`;
  });
  const words = document.getElementById(`turn-${turn}`).dataset.plain;
  return [words, ...(sources.length ? ["", ...sources] : [])].join("\n");
}

function linkTo(answer) {
  const url = new URL(location.pathname, location.origin);
  url.searchParams.set("q", answer.standalone_question);
  return url.href;
}

async function toClipboard(text, words) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // No clipboard on plain http: a selected text area still copies.
    const area = Object.assign(document.createElement("textarea"), { value: text });
    document.body.append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    if (!done) return tell(says("not_done"));
  }
  tell(words);
}

function exportAs(form, turn) {
  const { kept } = document.getElementById(`turn-${turn}`).dataset;
  if (!kept) return tell(says("answer_gone"));
  const link = Object.assign(document.createElement("a"), {
    href: `/export/answer/${kept}/${form}`,
    target: form === "print" ? "_blank" : "_self", // a download leaves the page where it is
    rel: "noopener",
  });
  link.click();
}

async function judge(verdict, answer, link) {
  const remark = await askRemark();
  if (remark === null) return;
  const response = await fetch("/api/feedback", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ answer, verdict, remark }),
  }).catch(() => null);
  if (response?.ok) link.classList.add("chosen");
  tell(says(response?.ok ? "thanks" : "not_done"));
}

function askRemark() {
  const dialog = document.createElement("dialog");
  dialog.className = "remark";
  dialog.setAttribute("aria-labelledby", "remark-label");
  dialog.innerHTML =
    '<form method="dialog"><label id="remark-label"><span></span><textarea rows="3" maxlength="2000"></textarea></label>' +
    '<p><button value="send" class="primary"></button> <button value="cancel" formnovalidate></button></p></form>';
  dialog.querySelector("span").textContent = says("remark");
  dialog.querySelector("[value=send]").textContent = says("send");
  dialog.querySelector("[value=cancel]").textContent = says("cancel");
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      resolve(dialog.returnValue === "send" ? dialog.querySelector("textarea").value : null);
      dialog.remove();
    });
  });
}

let quiet = 0;
export function tell(words) {
  let box = document.getElementById("notice");
  if (!box) {
    box = Object.assign(document.createElement("div"), { id: "notice", role: "status" });
    document.body.append(box);
  }
  box.textContent = words;
  box.classList.add("shown");
  clearTimeout(quiet);
  quiet = setTimeout(() => box.classList.remove("shown"), 3000);
}

const ACTIONS = {
  copy: (answer, link, turn) => toClipboard(withSources(answer, turn), says("copied")),
  link: (answer) => toClipboard(linkTo(answer), says("link_copied")),
  markdown: (answer, link, turn) => exportAs("markdown", turn),
  word: (answer, link, turn) => exportAs("word", turn),
  excel: (answer, link, turn) => exportAs("excel", turn),
  print: (answer, link, turn) => exportAs("print", turn),
  good: (answer, link) => judge("good", answer, link),
  bad: (answer, link) => judge("bad", answer, link),
};

// Act on a link `#do-<action>-<turn>`; tell whether it was one. `ask` asks a question.
export function act(link, ask) {
  const match = link.getAttribute("href").match(ACTION);
  if (!match) return false;
  const [, action, turn, place] = match;
  const answer = answerOf(turn);
  if (action === "drop") {
    ask(JSON.parse(document.getElementById(`turn-${turn}`).dataset.mends)[place]);
  } else if (answer) ACTIONS[action]?.(answer, link, turn);
  return true;
}
