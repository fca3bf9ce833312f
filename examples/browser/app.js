// Imports a file and follows the job with a credential: fetch can send one with a request for events, EventSource cannot.

const form = document.querySelector("form");
const bar = document.querySelector("progress");
const output = document.querySelector("output");

async function request(path, { headers, ...init } = {}) {
  const authorization = form.token.value ? { Authorization: `Bearer ${form.token.value}` } : {};
  const response = await fetch(form.gateway.value + path, { ...init, headers: { ...authorization, ...headers } });
  if (!response.ok) {
    const { detail, retryable } = await response.json();
    throw Object.assign(new Error(detail), { retryable });
  }
  return response;
}

/** The events of a job as they arrive: one line of JSON each. */
async function* eventsOf(name) {
  const { body } = await request(`/v1/jobs/${name}/events`, { headers: { Accept: "application/x-ndjson" } });
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  for (let rest = ""; ; ) {
    const { done, value } = await reader.read();
    if (done) return;
    const lines = (rest + value).split("\n");
    rest = lines.pop();
    for (const line of lines) if (line !== "") yield JSON.parse(line); // an empty line is a heartbeat
  }
}

/** Shows what a stream tells; returns whether the job is done. */
async function show(name) {
  for await (const { job, problem } of eventsOf(name)) {
    bar.value = job?.progress ?? bar.value;
    output.value = problem?.detail ?? [name, job.state, job.reason].filter(Boolean).join(" ");
    if (job?.done) return true;
  }
  return false;
}

/** A stream that is cut is a TypeError of fetch, a gateway that begins again may say 503: the next one tells the rest. */
const orCut = (error) => {
  if (!(error instanceof TypeError) && !error.retryable) throw error;
  return false;
};

async function follow(name) {
  while (!(await show(name).catch(orCut))) {
    await new Promise((resolve) => setTimeout(resolve, 1000)); // the gateway was restarted, or a proxy cut the stream
  }
}

async function run() {
  bar.value = 0;
  const started = await request("/v1/jobs/import", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ collectionName: form.collection.value, files: [form.file.value] }),
  });
  const { name } = await started.json();
  await follow(name);
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  run().catch((error) => {
    output.value = error.message;
  });
});
