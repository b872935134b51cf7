// The widget's style sheet, adopted by its shadow root: it needs no leave from the host's policy.
// `:host` rules are important, since inside a shadow they win over whatever the host page says.
// Dark is told twice, as chosen and as the system has it, for browsers that lack light-dark().

const DARK = `
  color-scheme: dark !important;
  --ink: #e9e5df;
  --soft: #a8a198;
  --line: #3a3633;
  --paper: #211f1e;
  --tint: #292625;
  --mark: #7a6210;
  --link: var(--link-on-dark);
`;

export const LOOKS = `
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
