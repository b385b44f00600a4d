// The road over 360dialog, which passes Meta's Cloud API on: the same driver with another server, another way
// to say who one is, and a few errors of its own.

import { type CloudApiDeps, createGraphTransport, type Dialect } from "../cloud-api/index.ts";
import type { HttpLimits } from "../http/client.ts";
import type { Transport } from "../transport.ts";
import { readOwnError } from "./error-map.ts";
import { dialog360Url, readSettings } from "./settings.ts";

export { provesDialog360, type ProofHeaders } from "./webhook-signature.ts";

export type Dialog360Deps = {
  /** The sandbox's server, which then stands in 360dialog's place: a test never reaches the real one. */
  sandboxOrigin: string | null;
  limits?: Partial<HttpLimits>;
  download?: CloudApiDeps["download"];
};

export function createDialog360Transport({ sandboxOrigin, limits = {}, download }: Dialog360Deps): Transport {
  const origins = new Set([sandboxOrigin ?? new URL(dialog360Url).origin]);
  const dialect = {
    name: "dialog360",
    readSettings: (account) => readSettings(account, origins),
    readOwnError,
  } satisfies Dialect;
  return createGraphTransport(dialect, limits, download);
}
