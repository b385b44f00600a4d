// A simulator with WhatsApp Web clients linked to it, for tests.
import { expect, vi } from "vitest";
import type { UserFacingSocketConfig } from "baileys";
import type { JsonObject } from "../../json.ts";
import type { SimulatorOptions } from "../../index.ts";
import { startSandbox } from "../../testing/sandbox.ts";
import type { Reply, Sandbox } from "../../testing/sandbox.ts";
import { dataOf } from "../../testing/sandbox.ts";
import { connect, endOf, isReady, newMemory, qrOf } from "./client.ts";
import type { Client, Memory } from "./client.ts";

export type WebSandbox = Sandbox & {
  /** A client that is not linked, waiting with its QR code. */
  unlinked(config?: Config): Promise<Client>;
  /** Links a new client to the phone and logs it in. */
  link(phone: string, config?: Config): Promise<Client>;
  /** Logs in with what an earlier client remembers. */
  login(memory: Memory, config?: Config): Promise<Client>;
  /** Connects and leaves the rest to the test. */
  dial(memory: Memory, config?: Config): Client;
  person(phone: string, act: string, body?: object): Promise<Reply>;
  line(phone: string, act: string, body?: object): Promise<Reply>;
  ledger(to: string): Promise<JsonObject[]>;
};

type Config = Partial<UserFacingSocketConfig>;

/** Generous: pairing makes 800 keys, and the machine may be busy. */
export const SOON = { timeout: 15_000, interval: 10 };

export async function startWebSandbox(options: SimulatorOptions = {}): Promise<WebSandbox> {
  const problems: unknown[] = [];
  const onError = (problem: unknown) => void problems.push(problem);
  const sandbox = await startSandbox({ onError, ...options });
  hushClients();
  const clients: Client[] = [];
  const dial = (memory: Memory, config?: Config) => {
    const client = connect(sandbox.config.web.url, memory, config);
    clients.push(client);
    return client;
  };
  const login = async (memory: Memory, config?: Config) => {
    const client = dial(memory, config);
    await vi.waitFor(() => expect(isReady(client)).toBe(true), SOON);
    return client;
  };
  const unlinked = async (config?: Config) => {
    const client = dial(newMemory(), config);
    await vi.waitFor(() => expect(qrOf(client)).toBeTruthy(), SOON);
    return client;
  };
  const person = (phone: string, act: string, body: object = {}) =>
    sandbox.control("POST", `people/${phone}/${act}`, body);
  return {
    ...sandbox,
    dial,
    login,
    unlinked,
    async link(phone, config) {
      const client = await unlinked(config);
      const scanned = await person(phone, "scan", { qr: qrOf(client) });
      expect(scanned.status, JSON.stringify(scanned.body)).toBe(200);
      await vi.waitFor(() => expect(endOf(client)).toBe(515), SOON);
      return login(client.memory, config);
    },
    person,
    line: (phone, act, body = {}) => sandbox.control("POST", `web/${phone}/${act}`, body),
    ledger: async (to) => dataOf(await sandbox.control("GET", `ledger?to=${to}`)),
    async stop() {
      await Promise.all(clients.map((client) => client.close()));
      await sandbox.stop();
      expect(problems).toEqual([]);
    },
  };
}

/** The client's library prints whole sessions, private keys too; our own mistakes go to `onError`. */
function hushClients() {
  for (const method of ["info", "warn", "error"] as const) {
    vi.spyOn(console, method).mockImplementation(() => undefined);
  }
}

/** The person's address by number. */
export function at(phone: string): string {
  return `${phone}@s.whatsapp.net`;
}
