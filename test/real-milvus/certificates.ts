// Makes a certificate authority and a server certificate on the spot, so that none lies in the repository and expires.
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { generate } from "selfsigned";

export interface Certificates {
  /** Paths of PEM files. */
  readonly ca: string;
  readonly cert: string;
  readonly key: string;
}

/** Writes a new authority and a certificate for localhost and 127.0.0.1 into the folder. */
export async function writeCertificates(folder: string): Promise<Certificates> {
  const common = { keyType: "ec", algorithm: "sha256" } as const;
  const authority = await generate([{ name: "commonName", value: "Test authority" }], {
    ...common,
    extensions: [
      { name: "basicConstraints", cA: true, critical: true },
      { name: "keyUsage", keyCertSign: true, critical: true },
    ],
  });
  // The name localhost brings 127.0.0.1 with it.
  const server = await generate([{ name: "commonName", value: "localhost" }], {
    ...common,
    ca: { key: authority.private, cert: authority.cert },
  });

  const files = { ca: join(folder, "ca.pem"), cert: join(folder, "server.pem"), key: join(folder, "server.key") };
  await mkdir(folder, { recursive: true });
  await writeFile(files.ca, authority.cert);
  await writeFile(files.cert, server.cert);
  await writeFile(files.key, server.private, { mode: 0o600 });
  return files;
}
