/** Representations that are made once, at the first request for them. */
import type { RequestHandler } from "express";
import { type Representation, send } from "./representation.ts";

/** Memoizes a promise; a failure is not kept. */
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

/** Sends a representation; `options` are those of `send`. */
export function sendLazily(made: () => Promise<Representation>, options: Parameters<typeof send>[3]): RequestHandler {
  return async (request, response) => send(request, response, await made(), options);
}
