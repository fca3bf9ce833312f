// Jobs through the gateway, as a client starts and follows them.
import type { Job } from "../../src/model/job.ts";

/** Status and body of a response; what the body is, the test asserts. */
export async function fetchJson<Body = unknown>(
  url: string,
  init?: RequestInit,
): Promise<{ status: number; body: Body }> {
  const response = await fetch(url, init);
  return { status: response.status, body: (await response.json()) as Body };
}

type Headers = Readonly<Record<string, string>>;

/** Starts a job; throws the problem when it is not accepted. */
export async function start(url: string, kind: string, body: object, headers: Headers = {}): Promise<Job> {
  const response = await fetch(`${url}/v1/jobs/${kind}`, {
    method: "POST",
    headers: { "Content-Type": "application/json", ...headers },
    body: JSON.stringify(body),
  });
  const answer = await response.json();
  if (response.status !== 202) throw new Error(JSON.stringify(answer));
  return answer as Job;
}

/** The job at its start and at each change that the gateway shows, to its end. */
export async function follow(url: string, started: Job, headers: Headers = {}): Promise<Job[]> {
  const seen = [started];
  let etag = "";
  while (!seen.at(-1)?.done) {
    // The state as it is, then each change of it.
    const response = await fetch(`${url}/v1/jobs/${started.name}${etag && "?wait=30s"}`, {
      headers: { ...headers, ...(etag && { "If-None-Match": etag }) },
    });
    if (response.status === 304) continue;
    const answer = await response.json();
    if (!response.ok) throw new Error(JSON.stringify(answer));
    etag = response.headers.get("ETag") ?? "";
    seen.push(answer as Job);
  }
  return seen;
}
