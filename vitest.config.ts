import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    // The suites that need more than Node have a config of their own: see package.json.
    exclude: ["test/real-milvus/**", "test/gates/**", "test/browser/**"],
    testTimeout: 15_000,
  },
});
