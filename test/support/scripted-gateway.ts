/** A gateway in front of a scripted Milvus, for one test: both are gone when the test is over. */
import { onTestFinished } from "vitest";
import { type GatewayOptions, startGateway } from "./gateway.ts";
import { type Script, type ScriptedMilvus, startScriptedMilvus } from "./scripted-milvus.ts";
import { type RequestOptions, type Response, sendRequest } from "./send-request.ts";

export interface ScriptedGateway {
  readonly url: string;
  readonly milvus: ScriptedMilvus;
  send(path: string, question?: RequestOptions): Promise<Response>;
}

/** Starts both; the gateway's settings are environment variables. */
export async function startScriptedGateway(
  script: Script = {},
  settings: Readonly<Record<string, string>> = {},
  options: GatewayOptions = {},
): Promise<ScriptedGateway> {
  const milvus = await startScriptedMilvus(script);
  onTestFinished(() => milvus.stop());
  const { url, stop } = await startGateway(milvus.address, settings, options);
  onTestFinished(stop);
  return { url, milvus, send: (path, question) => sendRequest(url, path, question) };
}
