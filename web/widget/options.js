// What a host page may set: the script's data-* attributes, or the object given to `create`.

export const DEFAULTS = {
  site: "",
  mode: "bubble", // or "inline"
  target: "", // where an inline widget goes: a selector, or an element
  height: "", // of an inline widget; else that of the element it is in
  position: "right", // or "left"
  colour: "",
  scheme: "auto", // as the visitor's system; or "light", "dark"
  title: "",
  greeting: "",
  placeholder: "",
  locale: "", // zh-CN or en; else the page's language
  open: false,
  agencies: [],
  suggestions: [],
  user: "",
  signature: "",
  host: "", // the server, where it is not the script's
};
const LISTS = { agencies: /[,,;;]/, suggestions: /\|/ };

// Return options out of a script's attributes.
export function optionsOf(script) {
  const given = {};
  for (const [name, value] of Object.entries(script.dataset)) {
    const known = { openOnLoad: "open", color: "colour" }[name] ?? name;
    if (!(known in DEFAULTS)) continue;
    if (known in LISTS) given[known] = value.split(LISTS[known]).map((each) => each.trim()).filter(Boolean);
    else given[known] = typeof DEFAULTS[known] === "boolean" ? value !== "false" : value;
  }
  return given;
}

// Return whole options: what is given, then what the site says, then what we say.
export function settle(given, theme, words) {
  const chosen = { ...DEFAULTS };
  for (const source of [words, theme, given])
    for (const name of Object.keys(DEFAULTS)) {
      const value = source[name];
      if (value !== undefined && value !== "" && !(Array.isArray(value) && !value.length)) chosen[name] = value;
    }
  return chosen;
}

// Return black or white, whichever reads better on a #rgb or #rrggbb colour.
export function inkOn(colour) {
  const parts = partsOf(colour);
  if (!parts) return "#fff";
  const [r, g, b] = parts.map((part) => (part / 255) ** 2.2);
  return 0.2126 * r + 0.7152 * g + 0.0722 * b > 0.18 ? "#000" : "#fff";
}

// Return a light tint of a colour, to be read on dark ground.
export function tintOf(colour) {
  const parts = partsOf(colour);
  return parts ? `rgb(${parts.map((part) => Math.round(0.45 * part + 0.55 * 255)).join(" ")})` : "#e9e5df";
}

// Return the red, green and blue of a #rgb or #rrggbb colour, 0 to 255; null for any other.
function partsOf(colour) {
  const hex = colour.match(/^#([0-9a-f]{3}|[0-9a-f]{6})$/i)?.[1];
  if (!hex) return null;
  const parts = hex.length === 3 ? [...hex].map((c) => c + c) : hex.match(/../g);
  return parts.map((part) => parseInt(part, 16));
}
