// Numbers in the simulator: one for each sandbox sender, and the same ones again after the simulator was
// restarted.

import type { Database } from "./kernel/db.ts";
import { readSandboxNumbers } from "./senders/index.ts";

type SimulatedNumber = { phone_number_id: string; display_phone_number: string };

/**
 * Credentials for a number no sender has yet. Two senders on one number would share its webhooks, and only
 * one of them would hear what became of its messages.
 */
export async function takeSandboxNumber(
  engine: Database,
  simulatorUrl: string,
): Promise<Record<string, unknown>> {
  const config = await askSimulator(simulatorUrl, "config");
  const taken = new Set(await takenNumbers(engine));
  const isFree = ({ phone_number_id: id }: SimulatedNumber): boolean => !taken.has(id);
  const free = (await listNumbers(simulatorUrl)).find(isFree) ?? (await addNumber(simulatorUrl));
  const { phone_number_id, display_phone_number } = free;
  return sandboxAccount({ ...config, phone_number_id, display_phone_number });
}

/**
 * The simulator forgets added numbers when it ends, and gives the same ones in the same order when asked
 * again.
 */
export async function restoreSandboxNumbers(engine: Database, simulatorUrl: string): Promise<void> {
  const known = new Set((await listNumbers(simulatorUrl)).map((number) => number.phone_number_id));
  const missing = new Set((await takenNumbers(engine)).filter((id) => !known.has(id)));
  for (let tries = restoredMax; missing.size > 0 && tries > 0; tries--) {
    missing.delete((await addNumber(simulatorUrl)).phone_number_id);
  }
}

/** What a sender needs of the simulator's configuration; the rest is for clients of other kinds. */
export function sandboxAccount(config: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(accountFields.map((name) => [name, config[name]]));
}

const accountFields = [
  "graph_url",
  "version",
  "waba_id",
  "phone_number_id",
  "display_phone_number",
  "access_token",
  "app_secret",
  "verify_token",
] as const;

/** A number of another simulator's life may never come again; asking on would not end. */
const restoredMax = 2_000;

async function takenNumbers(engine: Database): Promise<string[]> {
  return (await readSandboxNumbers(engine, [])).map((row) => row.external_id);
}

async function listNumbers(simulatorUrl: string): Promise<SimulatedNumber[]> {
  const { data } = await askSimulator(simulatorUrl, "numbers");
  return data as SimulatedNumber[];
}

async function addNumber(simulatorUrl: string): Promise<SimulatedNumber> {
  const { data } = await askSimulator(simulatorUrl, "numbers", { method: "POST", body: "{}" });
  const [number] = data as SimulatedNumber[];
  if (number === undefined) throw new Error("the simulator gave no number");
  return number;
}

/** What the simulator answers under `_sim`. */
export async function askSimulator(
  simulatorUrl: string,
  control: string,
  init: RequestInit = {},
): Promise<Record<string, unknown>> {
  // A connection of its own: one kept from before a restart would fail the call.
  const once = { headers: { connection: "close" }, signal: AbortSignal.timeout(5_000) };
  const answer = await fetch(`${simulatorUrl}/_sim/${control}`, { ...init, ...once });
  const told = (await answer.json()) as Record<string, unknown>;
  if (!answer.ok) throw new SimulatorRefusedError(control, answer.status, String(told["error"]));
  return told;
}

/** What was asked cannot be done there; `said` is why, in its words. */
export class SimulatorRefusedError extends Error {
  readonly said: string;
  constructor(control: string, status: number, said: string) {
    super(`the simulator answered ${status} to ${control}: ${said}`);
    this.said = said;
  }
}
