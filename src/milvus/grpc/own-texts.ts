/** What grpc-js says of itself, and not Milvus: its texts name addresses, and change with its releases. */
import { CONNECTION_FAILURES } from "../connection-failures.ts";

/** Whether a text is one of grpc-js's own. */
const OWN =
  /^(No connection established|Name resolution failed|Failed to (parse|start)|Connection dropped|(connect|read|write) E[A-Z]|The channel has been closed|Channel closed|Stream refused|Subchannel not ready|Write (error|failed)|Received (RST_STREAM|HTTP status code)|Call cancelled|Cancelled on client|Bandwidth exhausted|Protocol not secure|No status information|Deadline exceeded$)/;

/** The text of grpc-js → what it means; the first row that fits. */
const MEANINGS: readonly { readonly text: RegExp; readonly reason: string }[] = [
  ...Object.entries(CONNECTION_FAILURES).map(([code, reason]) => ({ text: new RegExp(`\\b${code}\\b`), reason })),
  { text: /^Name resolution failed/, reason: "its name is unknown" },
  { text: /certificate|altnames|CERT_/i, reason: "its certificate is not trusted" },
  { text: /wrong version number|packet length too long/i, reason: "it does not speak TLS" },
  { text: /^(The channel|Channel closed)/, reason: "the gateway is stopping" },
  {
    text: /^(Received RST_STREAM|Call cancelled|Cancelled|Stream refused|Bandwidth|Protocol)/,
    reason: "the call was cut off",
  },
  { text: /HTTP status code|No status/, reason: "what replied speaks no gRPC" },
  { text: /^(Connection dropped|(read|write|Write) )/, reason: "the connection was cut" },
  { text: /^/, reason: "no connection was made" },
];

/** The reason in our words; undefined for a text that comes from the other side. */
export function reasonOfOwnText(details: string): string | undefined {
  if (!OWN.test(details)) return undefined;
  return MEANINGS.find(({ text }) => text.test(details))?.reason;
}
