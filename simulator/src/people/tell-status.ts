// Tells a business what became of its message, by the door the message came in.
import { entry } from "../ledger/index.ts";
import type { Network } from "../network.ts";
import { emitStatus } from "../webhooks/status.ts";
import type { Status } from "../webhooks/status.ts";

export function tellStatus(network: Network, row: number, status: Status) {
  if (!entry.has(network.ledger, row, "web")) return emitStatus(network, row, status);
  // A phone tells every device that is linked to the account, whoever holds it.
  network.web.tellStatus(row, status);
  for (const gateway of network.gateways) gateway.tellStatus(row, status);
}
