/** The job of any kind, as a schema that others can hold before the kinds' own are published. */
import { z } from "zod";
import type { Kind } from "../kinds/kind.ts";
import { pascal } from "./naming.ts";
import { refTo, type Schemas } from "./schemas.ts";

/** The names that a kind has in generated clients. */
export const jobName = (kind: Kind) => `${pascal(kind.name)}Job`;

/** Stands for the job of any kind, which is written as a union with a discriminator: see publishAnyJob. */
export const anyJob = z.unknown();

/** Publishes the union of the kinds' jobs. */
export function publishAnyJob(kinds: readonly Kind[], schemas: Schemas): void {
  schemas.publish("Job", anyJob);
  schemas.components.Job = {
    description: "A job of any kind; `kind` says which.",
    oneOf: kinds.map((kind) => refTo(jobName(kind))),
    discriminator: {
      propertyName: "kind",
      mapping: Object.fromEntries(kinds.map((kind) => [kind.name, refTo(jobName(kind)).$ref])),
    },
  };
}
