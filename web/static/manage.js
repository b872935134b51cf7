// The manager's page. The token is kept for this tab only and sent in a header, never in an address.

const words = JSON.parse(document.body.dataset.words);
const say = (key, values = {}) =>
  Object.entries(values).reduce((text, [k, v]) => text.replace(`{${k}}`, v), words[key]);
const $ = (selector) => document.querySelector(selector);
const make = (tag, fields = {}, ...children) => {
  const node = Object.assign(document.createElement(tag), fields);
  node.append(...children);
  return node;
};
const KEY = "bqa_manage";
const token = () => sessionStorage.getItem(KEY) ?? "";
const tell = (text) => ($("#notice").textContent = text);

async function call(path, options = {}) {
  const response = await fetch(`/manage/api/${path}`, {
    ...options,
    headers: { "x-admin-token": token() },
  });
  if (!response.ok) {
    const told = await response.json().catch(() => ({}));
    throw Object.assign(new Error(told.detail ?? ""), { status: response.status });
  }
  return response.json();
}

// fetch tells nothing of an upload's progress; XMLHttpRequest does.
function send(path, file) {
  const bar = $("progress");
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", `/manage/api/${path}`);
    request.setRequestHeader("x-admin-token", token());
    request.upload.onprogress = (event) => {
      bar.hidden = false;
      if (event.loaded < event.total) bar.value = event.loaded / event.total;
      else bar.removeAttribute("value"); // sent; now it is being read
    };
    request.onloadend = () => {
      bar.hidden = true;
      const body = JSON.parse(request.responseText || "{}");
      if (request.status < 300) resolve(body);
      else reject(new Error(typeof body.detail === "string" ? body.detail : ""));
    };
    const form = new FormData();
    form.append("file", file);
    request.send(form);
  });
}

async function refresh() {
  const state = await call("state");
  $("#counts").textContent = say("manage_counts", {
    bulletins: state.bulletins.length,
    findings: state.findings,
    measures: state.measures,
  });
  $("#bulletins").replaceChildren(...state.bulletins.map(row));
  const problems = state.problems.length ? state.problems : [say("manage_well")];
  $("#problems").replaceChildren(...problems.map((text) => make("li", { textContent: text })));
  $("#working").textContent = state.running ? say("manage_working") : "";
  if (state.running) setTimeout(refresh, 1500);
}

function row(bulletin) {
  const link = make("a", { href: `/bulletins/${bulletin.id}`, textContent: bulletin.title });
  const remove = make("button", { textContent: say("manage_remove") });
  remove.setAttribute("aria-label", `${say("manage_remove")} ${bulletin.title}`);
  remove.onclick = () => act(async () => {
    if (!confirm(say("manage_sure", { title: bulletin.title }))) return;
    await call(`bulletins/${bulletin.id}`, { method: "DELETE" });
    tell(say("manage_removed"));
    await refresh();
  });
  const facts = `${bulletin.file} · ${bulletin.findings} · ${Math.round(bulletin.confidence * 100)}%`;
  return make(
    "tr",
    {},
    make("td", { textContent: bulletin.agency }),
    make("td", {}, link, make("br"), make("small", { textContent: facts })),
    make("td", {}, remove),
  );
}

async function show(file) {
  const readings = await send("read", file);
  const box = make("section", { className: "reading" });
  for (const reading of readings) box.append(make("pre", { textContent: reading.tree.join("\n") }));
  if (readings.some((reading) => reading.ok)) {
    const take = make("button", { textContent: say("manage_take") });
    take.onclick = () => act(async () => {
      take.disabled = true;
      const report = await send("take", file);
      box.replaceChildren(make("pre", { textContent: report.files.join("\n") }));
      tell(say("manage_taken"));
      await refresh();
    });
    box.append(take);
  }
  $("#readings").append(box);
}

async function act(work) {
  try {
    await work();
  } catch (error) {
    tell(error.message || say("not_done"));
  }
}

async function enter() {
  try {
    await refresh();
  } catch {
    sessionStorage.removeItem(KEY);
    tell(say("manage_wrong"));
    return;
  }
  tell("");
  $("#enter").hidden = true;
  $("#inside").hidden = false;
}

$("#enter").onsubmit = (event) => {
  event.preventDefault();
  sessionStorage.setItem(KEY, $("#enter input").value);
  enter();
};
$("#files").onchange = async () => {
  for (const file of $("#files").files) await act(() => show(file));
  $("#files").value = "";
};
$("#rebuild").onclick = () => act(async () => {
  await call("rebuild", { method: "POST" });
  await refresh();
});
if (token()) enter();
