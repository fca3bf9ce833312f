// Writes src/milvus/grpc/generated/: the TypeScript types of proto/, by proto-loader-gen-types.
// The options are those of src/milvus/proto.ts, so that the types say what arrives at run time.
import { execFileSync } from "node:child_process";
import { rmSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const generator = createRequire(import.meta.url).resolve("@grpc/proto-loader/build/bin/proto-loader-gen-types.js");
const output = "src/milvus/grpc/generated";

// The generator never deletes: without this, the types of a removed message would stay.
rmSync(`${root}/${output}`, { recursive: true, force: true });

execFileSync(
  process.execPath,
  [
    generator,
    "--keepCase",
    "--longs=String",
    "--enums=String",
    "--defaults",
    "--oneofs",
    "--grpcLib=@grpc/grpc-js",
    "--importFileExtension=.ts",
    "--includeDirs=proto",
    `--outDir=${output}`,
    "milvus.proto",
  ],
  { cwd: root, stdio: "inherit" },
);
