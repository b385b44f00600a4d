// What Baileys 7.0.0-rc14 and libsignal 6.0.0 get wrong, repaired from outside.
//
// Each repair is a few lines, has a test that fails without it, and can go when upstream does the same. One
// more, one lock over all keys, needs a session and stands with the keys (../keys/signal-repository.ts).

import { installedVersions } from "./libsignal.ts";
import { ownQueues } from "./own-queues.ts";
import { quietLibsignal } from "./quiet-libsignal.ts";
import { containRejections } from "./rejections.ts";
import { decryptSafely } from "./safe-decrypt.ts";
import { checkSignatures } from "./signatures.ts";
import { versionProblem } from "./versions.ts";

/** Holds for the process. Throws when it is not what the repairs were written for. */
export function repairBaileys(): void {
  const problem = versionProblem({ node: process.versions.node, ...installedVersions() });
  if (problem !== null) throw new Error(problem);
  quietLibsignal();
  decryptSafely();
  ownQueues();
  checkSignatures();
  containRejections();
}
