import { defineConfig } from "vitest/config";

// Against real servers: slow, and one file at a time, because a server takes what the machine has.
export default defineConfig({
  test: {
    include: ["test/real-milvus/*.test.ts"],
    globalSetup: "test/real-milvus/install.ts",
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 180_000,
  },
});
