/** The job board: a list of jobs over all kinds, kept up to date; it knows no more than the API says. */

const REFRESH_MS = 5_000;
const PAGE = 100;
/** As many jobs as one stream may follow. */
const MOST_FOLLOWED = 100;

const $ = (id) => document.getElementById(id);
const filters = $("filters");
/** Name → the job as it was last heard of, in the order of the list; one without a name has its place there. */
let jobs = new Map();
let nextPageToken = "";
let pages = 1;
let shown;
let following = { names: "", stop: new AbortController() };

// Asking

function credentials() {
  const key = sessionStorage.getItem("key");
  const token = sessionStorage.getItem("token");
  return { ...(key && { "X-API-Key": key }), ...(token && { Authorization: `Bearer ${token}` }) };
}

/** The answer, if it is a good one; throws its problem otherwise. */
async function ask(path, { accept = "application/json", signal } = {}) {
  const response = await fetch(path, { headers: { Accept: accept, ...credentials() }, signal });
  if (response.ok) return response;
  const problem = await response.json().catch(() => ({ title: `HTTP ${response.status}`, detail: "" }));
  throw Object.assign(new Error(`${problem.title}: ${problem.detail}`), { status: response.status });
}

const get = async (path) => (await ask(path)).json();

function query(more) {
  const wanted = [...new FormData(filters)].filter(([, value]) => value.trim() !== "");
  return new URLSearchParams([...wanted.map(([name, value]) => [name, value.trim()]), ...Object.entries(more)]);
}

function tellProblem(error) {
  $("problem").hidden = error === undefined;
  $("problem").textContent = error === undefined ? "" : error.message;
  if (error?.status === 401) $("credential").hidden = false;
}

// The list

/** Reads as many pages as are shown, and shows them. */
async function refresh() {
  try {
    const listed = new Map();
    let token = "";
    let last;
    for (let page = 0; page < pages; page++) {
      last = await get(`v1/jobs?${query({ pageSize: PAGE, ...(token && { pageToken: token }) })}`);
      for (const job of last.jobs) listed.set(job.name ?? `${job.kind} ${listed.size}`, job);
      token = last.nextPageToken;
      if (token === "") break;
    }
    nextPageToken = token;
    jobs = listed;
    showUnavailable(last.unavailable);
    tellProblem(undefined);
    $("credential").hidden = true;
  } catch (error) {
    tellProblem(error);
  }
  show();
  follow();
}

/** One row for each job; a row stays the same element as long as its job is listed, so that focus stays, too. */
function show() {
  const rows = new Map([...$("jobs").children].map((row) => [row.key, row]));
  const wanted = [...jobs].map(([key, job]) => fill(rows.get(key) ?? newRow(key), job));
  $("jobs").replaceChildren(...wanted);
  $("count").textContent = `${jobs.size}${nextPageToken === "" ? "" : "+"} ${jobs.size === 1 ? "job" : "jobs"}`;
  $("more").hidden = nextPageToken === "";
  $("empty").hidden = jobs.size > 0 || !$("problem").hidden;
  if (shown !== undefined && jobs.has(shown)) showDetail(jobs.get(shown));
}

function newRow(key) {
  const row = document.createElement("tr");
  row.key = key;
  for (let column = 0; column < 7; column++) row.append(document.createElement("td"));
  const button = document.createElement("button");
  button.type = "button";
  row.cells[0].append(button);
  row.cells[1].append(document.createElement("span"));
  row.addEventListener("click", () => {
    shown = key;
    showDetail(jobs.get(key));
    $("detail").showModal();
  });
  return row;
}

function fill(row, job) {
  const [name, state, progress, collection, began, took, reason] = row.cells;
  name.firstChild.textContent = job.name ?? `${job.kind} (Milvus lists no id)`;
  state.firstChild.textContent = job.state;
  state.firstChild.className = "state";
  state.firstChild.dataset.state = job.state;
  fillProgress(progress, job);
  collection.textContent = [job.dbName === "default" ? null : job.dbName, job.collectionName]
    .filter(Boolean)
    .join(" / ");
  const time = job.startTime ?? job.createTime;
  began.textContent = time === null ? "" : new Date(time).toLocaleString();
  began.title = time ?? "";
  took.textContent = job.durationMs === null ? "" : duration(job.durationMs);
  reason.textContent = job.reason ?? "";
  return row;
}

function fillProgress(cell, { progress }) {
  if (progress === null) return cell.replaceChildren();
  const bar = cell.querySelector("progress") ?? document.createElement("progress");
  bar.max = 100;
  bar.value = progress;
  bar.textContent = `${progress} %`;
  bar.title = `${progress} %`;
  if (!bar.isConnected) cell.replaceChildren(bar);
}

function duration(milliseconds) {
  const seconds = Math.round(milliseconds / 1_000);
  if (milliseconds < 1_000) return `${milliseconds} ms`;
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3_600) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
  return `${Math.floor(seconds / 3_600)} h ${Math.floor((seconds % 3_600) / 60)} min`;
}

function showUnavailable(unavailable) {
  $("unavailable").replaceChildren(
    ...unavailable.map(({ kind, problem }) => {
      const item = document.createElement("li");
      item.textContent = `No list of ${kind} jobs: ${problem.detail}`;
      return item;
    }),
  );
}

// One job

function showDetail(job) {
  $("name").textContent = job.name ?? job.kind;
  $("reason").textContent = job.reason ?? "";
  $("warnings").replaceChildren(
    ...job.warnings.map(({ code, message }) =>
      Object.assign(document.createElement("li"), { textContent: `${code}: ${message}` }),
    ),
  );
  const { details, warnings: _warnings, reason: _reason, name, ...rest } = job;
  $("fields").replaceChildren(...Object.entries({ ...rest, ...details }).flatMap(toTerm));
  $("json").hidden = name === null;
  const database =
    job.dbName === null || job.dbName === "default" || !takesDatabase(job)
      ? ""
      : `?dbName=${encodeURIComponent(job.dbName)}`;
  if (name !== null) $("json").href = `v1/jobs/${name.split("/").map(encodeURIComponent).join("/")}${database}`;
}

/** Ids with colons name their database themselves. */
const takesDatabase = ({ id }) => !id.includes(":");

function toTerm([name, value]) {
  const term = Object.assign(document.createElement("dt"), { textContent: name });
  const text = typeof value === "object" && value !== null ? JSON.stringify(value, null, 1) : String(value ?? "–");
  return [term, Object.assign(document.createElement("dd"), { textContent: text })];
}

// What happens meanwhile

/** Follows the unfinished jobs of the list on one stream, until these are others. */
async function follow() {
  const unfinished = [...jobs.values()].filter(
    ({ done, name, dbName }) => !done && name !== null && (dbName ?? "default") === database(),
  );
  const names = unfinished
    .slice(0, MOST_FOLLOWED)
    .map(({ name }) => `name=${encodeURIComponent(name)}`)
    .join("&");
  if (names === following.names) return;
  following.stop.abort();
  const stop = new AbortController();
  following = { names, stop };
  if (names === "") return;
  try {
    const path = `v1/jobs/events?dbName=${encodeURIComponent(database())}&${names}`;
    const { body } = await ask(path, { accept: "application/x-ndjson", signal: stop.signal });
    for await (const line of lines(body)) hear(JSON.parse(line));
  } catch (error) {
    if (!stop.signal.aborted) console.warn(error.message);
  }
  if (following.stop === stop) following = { names: "", stop }; // the next refresh follows what is left
}

const database = () => filters.elements.dbName.value.trim() || "default";

async function* lines(body) {
  let rest = "";
  for await (const text of readAll(body.pipeThrough(new TextDecoderStream()))) {
    const parts = (rest + text).split("\n");
    rest = parts.pop();
    yield* parts.filter((line) => line !== "");
  }
}

/** Not every browser iterates streams. */
async function* readAll(stream) {
  const reader = stream.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    yield value;
  }
}

function hear({ name, job }) {
  if (job === undefined || !jobs.has(name)) return;
  jobs.set(name, job);
  show();
}

// The page

function restoreFilters() {
  for (const [name, value] of new URLSearchParams(location.search)) {
    if (filters.elements[name]) filters.elements[name].value = value;
  }
}

async function describeServer() {
  try {
    const { version, healthy } = await get("v1/server");
    $("server").textContent = `Milvus ${version ?? "of unknown version"}, ${healthy ? "healthy" : "not healthy"}`;
  } catch (error) {
    $("server").textContent = error.status === 401 ? "" : error.message;
  }
}

/** The kinds that have a list, as the document names them. */
async function offerKinds() {
  const { paths } = await get("openapi.json");
  const { parameters } = paths["/v1/jobs"].get;
  const { schema } = parameters.find(({ name }) => name === "kind");
  for (const kind of schema.items.enum) filters.elements.kind.append(new Option(kind));
}

filters.addEventListener("change", () => {
  history.replaceState(null, "", `?${query({})}`);
  pages = 1;
  refresh();
});
filters.addEventListener("submit", (event) => event.preventDefault());
$("more").addEventListener("click", () => {
  pages += 1;
  refresh();
});
$("credential").addEventListener("submit", (event) => {
  event.preventDefault();
  for (const [name, value] of new FormData($("credential"))) sessionStorage.setItem(name, value);
  describeServer();
  refresh();
});
$("detail").addEventListener("close", () => {
  shown = undefined;
});
$("example").textContent = `curl -X POST ${new URL("v1/jobs/import", location.href.split("?")[0])} \\
  -H 'Content-Type: application/json' \\
  -d '{"collectionName": "books", "files": ["books/2026-11.json"]}'`;

await offerKinds();
restoreFilters();
describeServer();
await refresh();
for (;;) {
  await new Promise((resolve) => setTimeout(resolve, REFRESH_MS));
  if (!document.hidden) await refresh();
}
