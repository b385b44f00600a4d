// How long tests wait for what they want to see (Vitest's setupFiles): `vi.waitFor` as long as `expect.poll`.

import { vi } from "vitest";

type WaitFor = typeof vi.waitFor;

/** As in vitest.config.ts. Vitest has no setting for `vi.waitFor`, whose own second is not long on a shared core. */
const patienceMs = 10_000;

/** Waits as long as that where no timeout is said. What is patient already stays as it is: files share a process. */
export function patiently(waitFor: WaitFor): WaitFor {
  if (waitFor.name === waitPatiently.name) return waitFor;
  return waitPatiently;

  function waitPatiently<Seen>(...[look, options]: Parameters<typeof vi.waitFor<Seen>>): Promise<Seen> {
    return waitFor(look, typeof options === "number" ? options : { timeout: patienceMs, ...options });
  }
}

vi.waitFor = patiently(vi.waitFor);
