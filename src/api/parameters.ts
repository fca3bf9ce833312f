/** The query parameters that several operations take; descriptions are published in OpenAPI. */
import { z } from "zod";
import { dbName } from "../kinds/inputs.ts";
import type { Kind } from "../kinds/kind.ts";
import { decimalUpTo } from "../model/decimals.ts";

const UNITS = { ms: 1, s: 1_000, m: 60_000 } as const;

/** `30s`, `500ms`, `1m` → milliseconds, up to the longest wait. */
export function waitParameter(maximum: number) {
  const longest = maximum % 1_000 === 0 ? `${maximum / 1_000}s` : `${maximum}ms`;
  const amounts = Object.entries(UNITS).map(
    ([unit, milliseconds]) => `${decimalUpTo(String(Math.floor(maximum / milliseconds)))}${unit}`,
  );
  return z
    .string()
    .regex(
      new RegExp(`^0*(${amounts.join("|")})$`),
      `must be a duration with its unit up to ${longest}, such as 30s or 500ms`,
    )
    .transform((text) => {
      const unit = text.replace(/^\d+/, "") as keyof typeof UNITS; // the pattern has no other
      return Number.parseInt(text, 10) * UNITS[unit];
    })
    .optional()
    .meta({
      description: `Holds the request until the job is done; with \`If-None-Match\`, until it changes. A duration with its unit (\`ms\`, \`s\` or \`m\`), such as \`30s\`, up to ${longest} unless the operator set another limit. When the time is over, the response is a normal one with the job as it is, unless by \`failUnlessDone\`.`,
      example: "30s",
    });
}

export const includeParameter = z
  .enum(["reply"], "must be reply")
  .meta({ id: "Include" })
  .optional()
  .meta({ description: "`reply` adds Milvus's untouched reply, secrets redacted." });

const booleanParameter = z
  .stringbool({ truthy: ["true"], falsy: ["false"], case: "sensitive", error: "must be true or false" })
  .default(false);

/** The query of a read of one job. */
export const getParameters = (maxWait: number) => ({
  include: includeParameter,
  wait: waitParameter(maxWait),
  failOnFailed: booleanParameter.meta({
    description:
      "`true` makes a failed job the problem 424 `JOB_FAILED`, with its reason as `detail` and the job as `job`, so that `curl -f` fails.",
  }),
  failUnlessDone: booleanParameter.meta({
    description:
      "`true` makes a job that is not done, at the end of the `wait` if there is one, the problem 504 `JOB_NOT_DONE`, with the job as `job` and with `Retry-After`, so that `curl --retry` waits however long, and no script takes it for a success; not even with `If-None-Match`.",
  }),
});

/** The query of a read of one job: its database too, where ids of the kind do not name it. */
export function jobQuery<Shape extends z.ZodRawShape>(kind: Kind, shape: Shape) {
  return z.strictObject(kind.id.namesDatabase ? shape : { dbName: dbName.default("default"), ...shape });
}

/** The query of what is done to one job. */
export const actionQuery = (kind: Kind) => jobQuery(kind, { include: includeParameter });

/** The query of every start. */
export const startQuery = z.strictObject({ include: includeParameter });
