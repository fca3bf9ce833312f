/** examples/compose.yaml, as far as that can be told without Docker. */
import { existsSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { readConfig } from "../../src/config.ts";

interface Service {
  readonly image?: string;
  readonly build?: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly healthcheck?: object;
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
}

const examples = new URL("../../examples/", import.meta.url);
const { services }: { services: Record<string, Service> } = parse(
  readFileSync(new URL("compose.yaml", examples), "utf8"),
);
const { gateway, ...others } = services;

test("the gateway is built from this repository, with settings that it has", () => {
  expect(existsSync(new URL(`${gateway?.build}/Dockerfile`, examples))).toBe(true);
  const config = readConfig({ NODE_ENV: "production", ...gateway?.environment }, []);
  expect(config).toMatchObject(gateway?.environment ?? {});
  expect(config.MILVUS_ADDRESS).toBe("milvus:19530");
});

test.each(Object.entries(others))(
  "the image of %s is pinned, and has a health check",
  (_name, { image, healthcheck }) => {
    expect(image).toMatch(/:(v\d+\.\d+\.\d+|RELEASE\.[\dTZ-]+)$/);
    expect(healthcheck).toBeDefined();
  },
);

test("each service waits until those that it needs are healthy", () => {
  const needs = Object.entries(services).map(([name, { depends_on = {} }]) => [
    name,
    Object.entries(depends_on).map(([needed, { condition }]) => `${needed} ${condition}`),
  ]);
  expect(Object.fromEntries(needs)).toEqual({
    gateway: ["milvus service_healthy"],
    milvus: ["etcd service_healthy", "minio service_healthy"],
    etcd: [],
    minio: [],
  });
});
