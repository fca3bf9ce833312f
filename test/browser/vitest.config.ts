import { defineConfig } from "vitest/config";

// Needs Chromium: .ci/run installs Debian's.
export default defineConfig({
  test: { include: ["test/browser/*.test.ts"], fileParallelism: false, testTimeout: 60_000, hookTimeout: 60_000 },
});
