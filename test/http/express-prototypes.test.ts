/** Requests and responses made with Express's prototypes behave like Node's own, which Express gives them later. */
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import express from "express";
import { pino } from "pino";
import { expect, onTestFinished, test } from "vitest";
import { expressClasses, plainClasses } from "../../src/http/express-prototypes.ts";
import { createServer } from "../../src/http/server.ts";
import { sendRequest } from "../support/send-request.ts";

test.each([
  { name: "plainClasses", classes: plainClasses },
  { name: "expressClasses", classes: expressClasses },
])("$name: Express's methods work, and every head has the request's id", async ({ classes }) => {
  const app = express().disable("x-powered-by");
  app.get("/json", (request, response) => {
    response.json({ type: request.get("X-Type") });
  });
  app.get("/head", (_request, response) => {
    response.writeHead(204, ["X-Flat", "list"]).end();
  });
  const server = createServer(app, {
    maxConnections: 10,
    publicPathOf: () => "",
    log: pino({ level: "silent" }),
    classes,
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.close();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`; // a listening TCP server has one
  const headers = { "X-Request-Id": "r1", "X-Type": "given" };
  const json = await sendRequest(url, "/json", { headers });
  expect([json.status, json.json, json.headers["x-request-id"]]).toEqual([200, { type: "given" }, "r1"]);
  const head = await sendRequest(url, "/head", { headers });
  expect([head.status, head.headers["x-flat"], head.headers["x-request-id"]]).toEqual([204, "list", "r1"]);
});
