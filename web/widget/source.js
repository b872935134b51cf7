// The sheet that shows a citation where it stands: agency, finding, status, the words marked.

import { make } from "./dom.js";

// Fill `sheet` with a citation's passage; what the answer itself holds is shown at once.
export async function showSource(sheet, citation, server, words, back) {
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
    link,
  );
  sheet.querySelector(".back").focus();
  try {
    const passage = await server.passage(citation);
    link.href = server.opened(passage.page); // signed: a new tab bears no token
    facts.textContent = [passage.status, passage.section, passage.published].filter(Boolean).join(" · ");
    const mark = make("mark", {}, passage.quote);
    body.replaceChildren(passage.before, mark, passage.after);
    body.scrollTop = Math.max(0, mark.offsetTop - body.offsetTop - body.clientHeight / 3);
  } catch {
    facts.textContent = words.gone;
  }
}
