// What the console says to whoever keeps the host page; visitors are shown none of it.
// A request that got no answer does not say why: the causes are told apart by what can be seen from
// the page. What it does not know: a firewall, a wrong certificate; both look like no server.

import { DEFAULTS } from "./options.js";

const told = new Set();

// Say a piece of advice in the console, once.
export function advise(words) {
  if (!words || told.has(words)) return;
  told.add(words);
  console.warn(`通报问答小窗：${words}`);
}

const oneOf = (...known) => (value) => known.includes(value);
const OPTIONS = {
  site: [(value) => /^[\w-]{4,64}$/.test(value), "应为 sites.toml 里的站点编号，4 到 64 位字母、数字、-、_"],
  mode: [oneOf("bubble", "inline"), "应为 bubble 或 inline"],
  position: [oneOf("right", "left"), "应为 right 或 left"],
  scheme: [oneOf("auto", "light", "dark"), "应为 auto、light 或 dark"],
  colour: [(value) => CSS.supports("color", value), "应为颜色，如 #005bac"],
  height: [(value) => /^\d+$/.test(value) || CSS.supports("height", value), "应为高度，如 600px"],
};

// Return what is wrong with the options that a host page gives.
export function misuse(given) {
  return Object.entries(OPTIONS)
    .filter(([name, [fits]]) => (name === "site" || given[name]) && !fits(given[name] ?? DEFAULTS[name]))
    .map(([name, [, expected]]) => `data-${name} 写的是“${given[name] ?? ""}”，${expected}。`);
}

const CAUSES = [
  {
    holds: ({ policy }) => policy,
    refused: true,
    words: ({ server }) => `本网页的内容安全策略（CSP）不许连接 ${server}：请在 connect-src 里加上它。`,
  },
  {
    holds: ({ page, base }) => page.protocol === "https:" && base.protocol === "http:",
    refused: true,
    words: ({ server }) => `本网页是 https，而服务器 ${server} 是 http，浏览器会拦下：请让服务器也用 https。`,
  },
  {
    holds: ({ page }) => page.origin === "null" || page.protocol === "file:",
    refused: true,
    words: () => "直接从文件打开的网页没有来源，服务器认不出它：请从网站的地址打开。",
  },
  {
    holds: ({ reached }) => reached,
    refused: true,
    words: ({ page, server }) =>
      `服务器 ${server} 没有允许本网页的来源 ${page.origin}：请在服务器的 sites.toml 里，把它写进该站点的 origins（协议、域名、端口须完全一致）。`,
  },
  {
    holds: () => true,
    refused: false,
    words: ({ server }) => `连不上服务器 ${server}：请核对 src 或 data-host 里的地址、服务器是否在运行、防火墙是否放行。`,
  },
];

// Return why a request to the server at `base` got no answer: {refused, words}.
export async function causeOf(base, policy) {
  const at = { page: location, base: new URL(base), server: new URL(base).origin, policy };
  at.reached = !policy && (await isThere(base));
  const cause = CAUSES.find(({ holds }) => holds(at));
  return { refused: cause.refused, words: cause.words(at) };
}

// Tell whether a server answers at all; what it answers stays unread.
function isThere(base) {
  const options = { mode: "no-cors", credentials: "omit", cache: "no-store" };
  return fetch(`${base}widget.js`, options).then(
    () => true,
    () => false,
  );
}

// Run a request; where it fails, throw what `blocked(policy)` returns. `policy`: by this page's own.
export async function watched(base, run, blocked) {
  const server = new URL(base).origin;
  let policy = false;
  const heard = (event) => (policy ||= event.blockedURI.startsWith(server));
  document.addEventListener("securitypolicyviolation", heard);
  try {
    return await run();
  } catch {
    await new Promise((resolve) => setTimeout(resolve)); // the violation is told after the failure
    throw await blocked(policy);
  } finally {
    document.removeEventListener("securitypolicyviolation", heard);
  }
}
