// The business number a message of the ledger was sent from.
import type { PhoneNumber } from "../business/index.ts";
import type { Network } from "../network.ts";
import { present } from "../present.ts";

export function senderOf({ business, ledger }: Network, row: number): PhoneNumber {
  return present(business.numbers[ledger.rows.number.get(row)], "sender");
}
