/** What nobody may ever ask for is made at the first request, and once. */
import type { RequestHandler } from "express";
import { type Representation, send } from "./representation.ts";

/** The same promise for everyone; a failure is forgotten. */
export function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make().catch((error) => {
      made = undefined;
      throw error;
    });
    return made;
  };
}

/** Answers with a representation; `options` are those of `send`. */
export function sendLazily(made: () => Promise<Representation>, options: Parameters<typeof send>[3]): RequestHandler {
  return async (request, response) => send(request, response, await made(), options);
}
