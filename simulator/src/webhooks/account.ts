// Webhooks about accounts and numbers: the whole value of a change, dated (Meta: webhooks).
import { callbackFor } from "../business/index.ts";
import type { Account } from "../business/index.ts";
import type { Network } from "../network.ts";

export type AccountNews = {
  field: string;
  value: object;
  /** In seconds; now where it is left out. */
  at?: number | undefined;
};

/** False when nobody is told: the account is not subscribed. */
export function emitAccount(network: Network, account: Account, { field, value, at }: AccountNews): boolean {
  const callback = callbackFor(network.business, account);
  if (!callback) return false;
  network.webhooks.push(callback, {
    account: account.id,
    number: undefined,
    field,
    kind: "value",
    contact: "",
    json: JSON.stringify(value),
    ...(at !== undefined && { at }),
  });
  return true;
}
