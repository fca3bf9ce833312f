/** Where jobs are. */

/** The URL of a job by its name: percent-encoded, with `?dbName=` unless that is the default. */
export function locationOf(name: string, dbName: string): string {
  const [kind = "", id = ""] = name.split("/");
  // Colons and commas, which join the parts of ids, may stand in a path as they are.
  const path = `/v1/jobs/${kind}/${encodeURIComponent(id).replace(/%3A|%2C/g, decodeURIComponent)}`;
  return dbName === "default" ? path : `${path}?dbName=${encodeURIComponent(dbName)}`;
}
