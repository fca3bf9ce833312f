/** The job board: a list of jobs over all kinds, kept up to date; it knows no more than the API says. */

const REFRESH_MS = 5_000;
const PAGE = 100;
/** As many jobs as one stream may follow. */
const MOST_FOLLOWED = 100;

const $ = (id) => document.getElementById(id);
const filters = $("filters");
/** Name → the job as it was last heard of, in the order of the list; one without a name has its place there. */
let jobs = new Map();
/** Name → its row; a row is moved only when it must be, so that focus and selected text stay. */
let rows = new Map();
let nextPageToken = "";
let pages = 1;
/** Counts refreshes: a response that a later one has overtaken is dropped. */
let latest = 0;
/** The job whose panel is open, and what the panel says. */
let shown;
let shownText;
let following = { names: "", stop: new AbortController() };

// Asking

function credentials() {
  const key = sessionStorage.getItem("key");
  const token = sessionStorage.getItem("token");
  return { ...(key && { "X-API-Key": key }), ...(token && { Authorization: `Bearer ${token}` }) };
}

/** The body of a successful response; throws the problem of any other. */
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
  write($("problem"), error === undefined ? "" : error.message);
  if (error?.status === 401) $("credential").hidden = false;
}

// The list

async function refresh() {
  latest += 1;
  const turn = latest;
  const [server, list] = await Promise.allSettled([get("v1/server"), readPages()]);
  if (turn !== latest) return;
  showServer(server);
  tellProblem(list.reason);
  if (list.status === "fulfilled") {
    ({ jobs, nextPageToken } = list.value);
    showUnavailable(list.value.unavailable);
    $("credential").hidden = true;
  }
  show();
  follow();
}

/** As many pages as are on show. */
async function readPages() {
  const listed = new Map();
  let token = "";
  let unavailable;
  for (let page = 0; page < pages; page++) {
    const page = await get(`v1/jobs?${query({ pageSize: PAGE, ...(token && { pageToken: token }) })}`);
    for (const job of page.jobs) listed.set(job.name ?? `${job.kind} ${listed.size}`, job);
    token = page.nextPageToken;
    unavailable = page.unavailable;
    if (token === "") break;
  }
  return { jobs: listed, nextPageToken: token, unavailable };
}

function showServer({ value, reason }) {
  const refused = reason?.status === 401 ? "" : reason?.message;
  const health =
    value && [value.healthy ? "healthy" : "not healthy", ...value.reasons, ...value.quotaStates].join(", ");
  write($("server"), value ? `Milvus ${value.version ?? "of unknown version"}, ${health}` : refused);
}

function show() {
  const body = $("jobs");
  const wanted = new Map([...jobs].map(([key, job]) => [key, fill(rows.get(key) ?? newRow(key), job)]));
  for (const [key, row] of rows) if (!wanted.has(key)) row.remove();
  rows = wanted;
  let next = body.firstElementChild;
  for (const row of rows.values()) {
    if (row === next) next = next.nextElementSibling;
    else body.insertBefore(row, next);
  }
  write($("count"), `${jobs.size}${nextPageToken === "" ? "" : "+"} ${jobs.size === 1 ? "job" : "jobs"}`);
  $("table").hidden = jobs.size === 0;
  $("more").hidden = nextPageToken === "";
  $("empty").hidden = jobs.size > 0 || !$("problem").hidden;
  if (jobs.has(shown)) showDetail(jobs.get(shown));
}

/** Leaves the same text alone: it may be selected, or be read aloud when it changes. */
function write(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

function newRow(key) {
  const row = document.createElement("tr");
  for (let column = 0; column < 7; column++) row.append(document.createElement("td"));
  const button = document.createElement("button");
  button.type = "button";
  row.cells[0].append(button);
  row.cells[1].append(Object.assign(document.createElement("span"), { className: "state" }));
  row.addEventListener("click", () => {
    shown = key;
    showDetail(jobs.get(key));
    $("detail").showModal();
  });
  return row;
}

function fill(row, job) {
  const [name, state, progress, collection, began, took, reason] = row.cells;
  row.dataset.state = job.state;
  write(name.firstChild, job.name ?? `${job.kind} (Milvus lists no id)`);
  write(state.firstChild, job.state.replaceAll("_", " "));
  fillProgress(progress, job);
  const place = [job.dbName === "default" ? null : job.dbName, job.collectionName];
  write(collection, place.filter(Boolean).join(" / "));
  const time = job.startTime ?? job.createTime;
  write(began, time === null ? "" : new Date(time).toLocaleString());
  began.title = time ?? "";
  write(took, job.durationMs === null ? "" : duration(job.durationMs));
  write(reason, job.reason ?? "");
  return row;
}

function fillProgress(cell, { progress }) {
  if (progress === null) return cell.replaceChildren();
  if (!cell.hasChildNodes()) {
    const bar = Object.assign(document.createElement("progress"), { max: 100, ariaLabel: "Progress" });
    cell.append(bar, document.createElement("span"));
  }
  cell.firstChild.value = progress;
  write(cell.lastChild, `${progress} %`);
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
    ...unavailable.map(({ kind, problem }) => make("li", `No list of ${kind} jobs: ${problem.detail}`)),
  );
}

// One job

function showDetail(job) {
  const text = JSON.stringify(job);
  if (text === shownText) return;
  shownText = text;
  const { details, warnings, reason, name, ...fields } = job;
  $("name").textContent = name ?? job.kind;
  $("reason").textContent = reason ?? "";
  $("warnings").replaceChildren(...warnings.map(({ code, message }) => make("li", `${code}: ${message}`)));
  $("fields").replaceChildren(...Object.entries(fields).flatMap(toTerm));
  $("details").replaceChildren(...Object.entries(details).flatMap(toTerm));
  $("details-head").hidden = Object.keys(details).length === 0;
  // A link carries no credentials.
  $("json").hidden = name === null || Object.keys(credentials()).length > 0;
  $("json").href =
    name === null ? "" : `v1/jobs/${name.split("/").map(encodeURIComponent).join("/")}${inDatabase(job)}`;
}

/** Ids with colons name their database themselves. */
function inDatabase({ id, dbName }) {
  const name = dbName ?? database();
  return name === "default" || id.includes(":") ? "" : `?dbName=${encodeURIComponent(name)}`;
}

const make = (tag, textContent) => Object.assign(document.createElement(tag), { textContent });

const toTerm = ([name, value]) => [make("dt", name), make("dd", toText(value))];

/** Lists and plain objects as people write them; anything deeper as JSON. */
function toText(value) {
  if (typeof value !== "object" || value === null) return String(value ?? "–");
  const isFlat = Object.values(value).every((each) => typeof each !== "object" || each === null);
  if (!isFlat) return JSON.stringify(value, null, 1);
  const parts = Array.isArray(value) ? value : Object.entries(value).map(([key, each]) => `${key}: ${each ?? "–"}`);
  return parts.length === 0 ? "–" : parts.join("\n");
}

// What happens meanwhile

/** Follows the unfinished jobs of the list on one stream, until these are others. */
async function follow() {
  const unfinished = [...jobs.values()].filter(
    ({ done, name, dbName }) => !done && name !== null && (dbName === null || dbName === database()),
  );
  const names = unfinished
    .slice(0, MOST_FOLLOWED)
    .map(({ name }) => `name=${encodeURIComponent(name)}`)
    .join("&");
  if (document.hidden || names === following.names) return;
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
  fill(rows.get(name), job);
  if (name === shown) showDetail(job);
}

/** A browser opens few connections to one host: tabs that nobody sees give theirs back. */
function unfollow() {
  following.stop.abort();
  following = { names: "", stop: new AbortController() };
}

// The page

function restoreFilters() {
  for (const [name, value] of new URLSearchParams(location.search)) {
    const filter = filters.elements.namedItem(name);
    if (filter) filter.value = value;
  }
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
  unfollow();
  refresh();
});
$("detail").addEventListener("close", () => {
  shown = undefined;
  shownText = undefined;
});
document.addEventListener("visibilitychange", () => {
  if (document.hidden) unfollow();
  else refresh();
});
$("example").textContent = `curl -X POST ${new URL("v1/jobs/import", location.href.split("?")[0])} \\
  -H 'Content-Type: application/json' \\
  -d '{"collectionName": "books", "files": ["books/2026-11.json"]}'`;

restoreFilters();
await refresh();
for (;;) {
  await new Promise((resolve) => setTimeout(resolve, REFRESH_MS));
  if (!document.hidden) await refresh();
}
