// What is on a person's phone: what they had from some businesses and wrote to them, and whom of them they block.
import type { PhoneNumber } from "../business/index.ts";
import { integer } from "../document.ts";
import type { Answer } from "../http/answer.ts";
import { reply } from "../http/answer.ts";
import type { Network } from "../network.ts";
import { hasBlocked, nameOf } from "../people/index.ts";
import type { ControlCall } from "./index.ts";
import { presentEntry } from "./ledger.ts";
import { phoneOf } from "./phone.ts";

const readLimit = integer({ min: 1, max: 1_000, default: 100 });

/**
 * `?with=15550100000,15550100001&limit=100`: chats with those numbers and no others, the newest messages of each way
 * first.
 */
export function readChats({ network, path, query }: ControlCall): Answer {
  const phone = phoneOf(path[1]);
  const limit = readLimit(Number(query.get("limit") ?? 100), "limit");
  const wanted = new Set((query.get("with") ?? "").split(","));
  const numbers = network.business.numbers.filter(({ digits }) => wanted.has(digits));
  return reply({
    phone: String(phone),
    name: nameOf(phone),
    chats: numbers.map(({ digits, index }) => ({
      with: digits,
      blocked: hasBlocked(network.people, phone, index),
    })),
    received: receivedFrom(network, phone, { numbers, limit }),
    written: numbers.flatMap((number) => writtenTo(network, phone, { number, limit })),
  });
}

function receivedFrom(
  network: Network,
  phone: number,
  { numbers, limit }: { numbers: readonly PhoneNumber[]; limit: number },
): object[] {
  const { rows, lastReceived } = network.ledger;
  const wanted = new Set(numbers.map(({ index }) => index));
  const found: object[] = [];
  let link = lastReceived.get(phone) ?? 0;
  for (; link !== 0 && found.length < limit; link = rows.previousReceived.get(link - 1)) {
    const row = rows.receivedRow.get(link - 1);
    if (wanted.has(rows.number.get(row))) found.push(presentEntry(network, row));
  }
  return found;
}

function writtenTo(
  { people }: Network,
  phone: number,
  { number, limit }: { number: PhoneNumber; limit: number },
): object[] {
  const found: object[] = [];
  let message = people.find(phone)?.lastWritten.get(number.index);
  for (; message !== undefined && found.length < limit; message = message.previous) {
    const { id, type, content, at, readByBusiness } = message;
    const written = { id, with: number.digits, type, [type]: content };
    found.push({ ...written, at: new Date(at).toISOString(), read_by_business: readByBusiness });
  }
  return found;
}
