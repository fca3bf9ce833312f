/** The job board: a list of jobs over all kinds, kept up to date; it knows no more than the API says. */

const REFRESH_MS = 5_000;
const PAGE = 100;
/** As many jobs as one stream may follow. */
const MOST_FOLLOWED = 100;
/** As many file groups of a job, and paths of a group, as are shown. */
const MOST_FILES = 100;
/** A list may be as old as this when it is served. */
const MAX_LIST_AGE_MS = 5_000;
/** The stage of an import that goes on only when somebody commits it. */
const AWAITING = "awaiting_commit";

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
/** Name → when the job itself was last heard of: lists tell less than it does. */
let heard = new Map();
/** The name of the job whose panel is open, the job as the panel shows it, and its text. */
let shown;
let shownJob;
let shownText;
/** The names of the jobs that are being committed or aborted. */
const deciding = new Set();
/** The stream, and the names of the jobs whose every change it tells. */
let following = noStream();

// Asking

function credentials() {
  const key = sessionStorage.getItem("key");
  const token = sessionStorage.getItem("token");
  return { ...(key && { "X-API-Key": key }), ...(token && { Authorization: `Bearer ${token}` }) };
}

/** The body of a successful response; throws the problem of any other. */
async function ask(path, { accept = "application/json", ...options } = {}) {
  const response = await fetch(path, { headers: { Accept: accept, ...credentials() }, ...options });
  if (response.ok) return response;
  const problem = await response.json().catch(() => ({ title: `HTTP ${response.status}`, detail: "" }));
  throw Object.assign(new Error(`${problem.title}: ${problem.detail}`), { status: response.status });
}

const get = async (path) => (await ask(path)).json();

/** The path of a job, or of an action on it. */
function pathOf({ name, id, dbName }, action = "") {
  const path = `v1/jobs/${name.split("/").map(encodeURIComponent).join("/")}${action}`;
  const wanted = dbName ?? database();
  // Ids with colons name their database themselves.
  return wanted === "default" || id.includes(":") ? path : `${path}?dbName=${encodeURIComponent(wanted)}`;
}

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
  const madeAfter = Date.now() - MAX_LIST_AGE_MS;
  const reading = readShown();
  const [server, list] = await Promise.allSettled([get("v1/server"), readPages()]);
  if (turn !== latest) return;
  showServer(server);
  tellProblem(list.reason);
  if (list.status === "fulfilled") {
    ({ nextPageToken } = list.value);
    jobs = new Map([...list.value.jobs].map(([key, job]) => [key, newest(key, job, madeAfter)]));
    heard = new Map([...heard].filter(([name]) => jobs.has(name)));
    showUnavailable(list.value.unavailable);
    $("credential").hidden = true;
  }
  show();
  follow();
  await reading;
}

/** What is known of a listed job: where the job itself was heard of, no older list takes that back. */
function newest(key, listed, madeAfter) {
  const known = jobs.get(key);
  if (known === undefined || listed.name === null) return listed;
  if (following.told.has(key) || heard.get(key) > madeAfter) return known;
  if (known.state !== listed.state) return listed;
  return { ...fillGaps(listed, known), details: fillGaps(listed.details, known.details) };
}

function fillGaps(listed, known) {
  return Object.fromEntries(Object.entries(listed).map(([name, value]) => [name, value ?? known[name] ?? null]));
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
  row.cells[1].append(makeSpan("state"), makeSpan("stage"));
  row.addEventListener("click", () => open(key));
  return row;
}

function fill(row, job) {
  const [name, state, progress, collection, began, took, reason] = row.cells;
  row.dataset.state = job.state;
  write(name.firstChild, job.name ?? `${job.kind} (Milvus lists no id)`);
  write(state.firstChild, job.state.replaceAll("_", " "));
  write(state.lastChild, job.stage === AWAITING ? "awaits commit" : "");
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

function open(key) {
  shown = key;
  write($("unread"), "");
  askAgain(false);
  showRefusal("");
  showDetail(jobs.get(key));
  $("detail").showModal();
  readShown();
}

/** Reads the job of the panel, of which the list tells only a part. */
async function readShown() {
  if (shown === undefined || shownJob.name === null || following.told.has(shown)) return;
  const [name, turn] = [shown, latest];
  try {
    const job = await get(pathOf(shownJob));
    if (turn === latest && !following.told.has(name)) hear({ name, job });
  } catch (error) {
    if (name === shown) write($("unread"), `Only what the list says. ${error.message}`);
  }
}

function showDetail(job) {
  const text = JSON.stringify(job);
  if (text === shownText) return;
  shownText = text;
  shownJob = job;
  const { details, warnings, reason, name, ...fields } = job;
  $("name").textContent = name ?? job.kind;
  $("reason").textContent = reason ?? "";
  $("warnings").replaceChildren(...warnings.map(({ code, message }) => make("li", `${code}: ${message}`)));
  showDecision();
  $("fields").replaceChildren(...Object.entries(fields).flatMap(toTerm));
  const groups = isFileGroups(details.files) ? details.files : [];
  showFiles(groups, job);
  const others = Object.entries(details).filter(([, value]) => value !== groups);
  $("details").replaceChildren(...others.flatMap(toTerm));
  $("details-head").hidden = others.length === 0;
  // A link carries no credentials.
  $("json").hidden = name === null || Object.keys(credentials()).length > 0;
  $("json").href = name === null ? "" : pathOf(job);
}

const make = (tag, textContent) => Object.assign(document.createElement(tag), { textContent });

const makeSpan = (className) => Object.assign(document.createElement("span"), { className });

const toTerm = ([name, value]) => [make("dt", name), make("dd", toText(value))];

/** Lists and plain objects as people write them; anything deeper as JSON. */
function toText(value) {
  if (typeof value !== "object" || value === null) return String(value ?? "–");
  const isFlat = Object.values(value).every((each) => typeof each !== "object" || each === null);
  if (!isFlat) return JSON.stringify(value, null, 1);
  const parts = Array.isArray(value) ? value : Object.entries(value).map(([key, each]) => `${key}: ${each ?? "–"}`);
  return parts.length === 0 ? "–" : parts.join("\n");
}

// Its files

const isFileGroups = (files) => Array.isArray(files) && files.every((file) => Array.isArray(file?.paths));

function showFiles(groups, { details, reason }) {
  const list = $("files");
  const most = groups.slice(0, MOST_FILES);
  while (list.childElementCount > most.length) list.lastElementChild.remove();
  while (list.childElementCount < most.length) list.append(newFile());
  for (const [index, group] of most.entries()) fillFile(list.children[index], group, reason);
  const { rowCount, totalRows, fileSizeBytes: sizeBytes } = details;
  const sum =
    groups.length > 1 ? [`${number(groups.length)} groups`, ...sizes({ rowCount, totalRows, sizeBytes })] : [];
  write($("files-sum"), sum.join(", "));
  write($("files-more"), andMore(groups));
  $("files-head").hidden = groups.length === 0;
}

function newFile() {
  const item = document.createElement("li");
  item.append(...["paths", "state", "bar quiet", "quiet", "reason"].map(makeSpan));
  return item;
}

function fillFile(item, file, jobReason) {
  const [paths, state, bar, size, reason] = item.children;
  item.dataset.state = file.state ?? "";
  write(paths, [...file.paths.slice(0, MOST_FILES), andMore(file.paths)].filter(Boolean).join("\n") || "–");
  write(state, file.state ?? "");
  fillProgress(bar, file);
  write(size, sizes(file).join(", "));
  // Milvus gives every file of a failed job the reason of the job.
  write(reason, file.reason === jobReason ? "" : (file.reason ?? ""));
}

const andMore = ({ length }) => (length > MOST_FILES ? `and ${number(length - MOST_FILES)} more` : "");

/** Rows and bytes as people write them, where Milvus tells them. */
function sizes({ rowCount, totalRows, sizeBytes }) {
  const rows = [rowCount, totalRows].filter((count) => count !== null).map(number);
  return [...(rows.length > 0 ? [`${rows.join(" of ")} rows`] : []), ...(sizeBytes === null ? [] : [bytes(sizeBytes)])];
}

const number = (value) => value.toLocaleString("en");

function bytes(size) {
  const power = Math.min(Math.floor(Math.log10(Math.max(size, 1)) / 3), 5);
  const value = (size / 1_000 ** power).toLocaleString("en", { maximumSignificantDigits: 3 });
  return `${value} ${["bytes", "kB", "MB", "GB", "TB", "PB"][power]}`;
}

// Its commit or abort

function showDecision() {
  const waits = shownJob.stage === AWAITING && shownJob.name !== null;
  const isLeft = !waits && $("decision").contains(document.activeElement);
  $("decision").hidden = !waits;
  if (isLeft) $("name").focus();
  // A button that is really disabled would lose the focus.
  for (const button of $("decision").children) button.ariaDisabled = deciding.has(shown);
}

function askAgain(isAsked) {
  $("abort").ariaExpanded = isAsked;
  $("really-abort").hidden = !isAsked;
  write($("outcome"), isAsked ? "An abort discards the rows of this import." : "");
}

function showRefusal(text) {
  $("refusal").hidden = text === "";
  write($("refusal"), text);
}

async function decide(action) {
  const name = shown;
  if (deciding.has(name)) return;
  deciding.add(name);
  showDecision();
  showRefusal("");
  write($("outcome"), "Asking Milvus…");
  let refusal = "";
  try {
    const response = await ask(pathOf(shownJob, `:${action}`), { method: "POST" });
    const job = await response.json();
    latest += 1; // what was asked before may be older
    hear({ name, job });
  } catch (error) {
    refusal = error.status ? error.message : `No response came; Milvus may have done it or not. ${error.message}`;
  }
  deciding.delete(name);
  if (name !== shown) return;
  showDecision();
  showRefusal(refusal);
  write($("outcome"), refusal === "" ? `Milvus has accepted the ${action}.` : "");
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
  const stream = { ...noStream(), names };
  following = stream;
  if (names === "") return;
  try {
    const path = `v1/jobs/events?dbName=${encodeURIComponent(database())}&${names}`;
    const { body } = await ask(path, { accept: "application/x-ndjson", signal: stream.stop.signal });
    for await (const line of lines(body)) hearFromStream(JSON.parse(line), stream);
  } catch (error) {
    if (!stream.stop.signal.aborted) console.warn(error.message);
  }
  if (following === stream) following = noStream(); // the next refresh follows what is left
}

function noStream() {
  return { names: "", told: new Set(), stop: new AbortController() };
}

function hearFromStream({ name, job }, { told }) {
  if (job === undefined) return told.delete(name);
  told.add(name);
  hear({ name, job });
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
  heard.set(name, Date.now());
  if (jobs.has(name)) {
    jobs.set(name, job);
    fill(rows.get(name), job);
  }
  if (name !== shown) return;
  write($("unread"), "");
  showDetail(job);
}

/** A browser opens few connections to one host: tabs that nobody sees give theirs back. */
function unfollow() {
  following.stop.abort();
  following = noStream();
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
  shownJob = undefined;
  shownText = undefined;
});
$("commit").addEventListener("click", () => decide("commit"));
$("abort").addEventListener("click", () => deciding.has(shown) || askAgain($("really-abort").hidden));
$("really-abort").addEventListener("click", () => decide("abort"));
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
