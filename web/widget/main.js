// The start: read the script's attributes, put a widget on the page, and offer `window.BulletinQA`.

import { advise } from "./advice.js";
import { optionsOf } from "./options.js";
import { Widget, widgets } from "./widget.js";

const script = document.currentScript;
const base = new URL("./", script?.src ?? location.href).href;

// Put a widget on the page. In a page that changes itself, `destroy` it and `create` it again.
function create(options) {
  return new Widget(options, base);
}

// What acts on "the" widget acts on the first one on the page.
const first = (name) => (...given) => widgets()[0]?.[name](...given);

window.BulletinQA ??= Object.freeze({
  create,
  get widgets() {
    return widgets();
  },
  ...Object.fromEntries(
    ["open", "close", "toggle", "ask", "reset", "destroy", "on"].map((name) => [name, first(name)]),
  ),
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
