// An answer's Markdown as elements: headings, lists, tables, quotes, bold, and [n] as buttons.
// All else stays text: no links, no images, no HTML, whatever a bulletin or a question holds.

import { make } from "./dom.js";

const PIECE = /(\*\*[^*\n]+\*\*|\[\d{1,3}\])/;
const HEADING = /^#{1,6}\s+(.*)$/;
const ITEM = /^(\s*)(?:[-*]|\d+[.)])\s+(.*)$/;
const ORDERED = /^\s*\d+[.)]\s/;
const QUOTE = /^>\s?(.*)$/;
const ROW = /^\|(.*)\|\s*$/;
const BREAK = /<br\s*\/?>/i; // how our tables write a new line in a cell
const RULE = /^[\s|:-]+$/;
const CELLS = /(?<!\\)\|/; // a bar that is a word's own is escaped
const ESCAPED = /\\([\\`*_~|<>[\]])/g;

// Return the answer's blocks; `cite(number)` makes the element of a marker, null for none.
export function answerNodes(text, cite) {
  const nodes = [];
  const lines = text.split("\n");
  let at = 0;
  while (at < lines.length) {
    const kind = KINDS.find((each) => each.test.test(lines[at]));
    const start = at;
    do at += 1;
    while (at < lines.length && kind?.many && kind.test.test(lines[at]));
    if (kind) nodes.push(kind.make(lines.slice(start, at), cite));
    else if (lines[start].trim()) nodes.push(make("p", {}, ...inline(lines[start], cite)));
  }
  return nodes;
}

const KINDS = [
  {
    test: HEADING,
    make: ([line], cite) => make("h4", {}, ...inline(line.match(HEADING)[1], cite)),
  },
  { test: ITEM, many: true, make: listOf },
  { test: ROW, many: true, make: tableOf },
  {
    test: QUOTE,
    many: true,
    make: (lines, cite) =>
      make("blockquote", {}, ...lines.map((line) => make("p", {}, ...inline(line.match(QUOTE)[1], cite)))),
  },
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
  const row = (line, tag) =>
    make("tr", {}, ...cells(line).map((text, i) => make(tag, { "data-column": names[i] ?? "" }, ...cell(text))));
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
