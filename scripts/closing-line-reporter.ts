// Ends a test run with one line that people and programs can read alike: "12 passed, 0 failed, 1 skipped".
import type { Reporter, SerializedError, TestModule } from "vitest/node";

export default class ClosingLineReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly SerializedError[]): void {
    const counts = countOutcomes(modules);
    counts.failed += unhandledErrors.length;
    // A run that tested nothing has shown nothing.
    if (counts.failed > 0 || counts.passed === 0) process.exitCode = 1;
    const skipped = counts.skipped > 0 ? `, ${counts.skipped} skipped` : "";
    process.stdout.write(`\n${counts.passed} passed, ${counts.failed} failed${skipped}\n`);
  }
}

type Counts = { passed: number; failed: number; skipped: number };

function countOutcomes(modules: readonly TestModule[]): Counts {
  const counts: Counts = { passed: 0, failed: 0, skipped: 0 };
  for (const module of modules) {
    for (const test of module.children.allTests()) {
      const { state } = test.result();
      // A test still pending at the end never got its chance, which is no success.
      counts[state === "pending" ? "failed" : state] += 1;
    }
    // Broken imports and hooks fail outside any test; they must not pass for silence.
    counts.failed += module.errors().length;
    for (const suite of module.children.allSuites()) counts.failed += suite.errors().length;
  }
  return counts;
}
