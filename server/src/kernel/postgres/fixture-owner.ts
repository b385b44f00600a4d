// A process for the tests to kill: starts the embedded Postgres of the given data directory and waits.
import { startEmbeddedPostgres } from "./index.ts";

try {
  const { pid } = await startEmbeddedPostgres({ dataDir: process.argv[2] ?? "" });
  process.send?.({ pid });
} catch (error) {
  process.send?.({ refusal: (error as Error).message });
  process.disconnect();
}
