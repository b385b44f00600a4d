// WhatsApp on loopback for the driver's tests: the simulator's WhatsApp Web door and its control API.

import { createSimulator } from "@waypost/simulator";
import type { SimulatorOptions } from "@waypost/simulator";
import type { Endpoint } from "../dial-guard.ts";

export type WhatsApp = {
  endpoint: Endpoint;
  /** What is told about people and lines, such as `people/14155550100/reply`. */
  post(path: string, body?: object): Promise<Json>;
  get(path: string): Promise<Json>;
  putFaults(faults: object): Promise<void>;
  /** Resolves once the phone has linked the device that showed the code. */
  scan(phone: string, qr: string): Promise<void>;
  reply(person: string, to: string, text: string): Promise<string>;
  disconnect(phone: string, how: Ending): Promise<void>;
  /** What people really received, oldest first. */
  received(person: string): Promise<Received[]>;
  account(phone: string): Promise<AccountView>;
  tally(): Promise<Record<string, number>>;
  stop(): Promise<void>;
};

export type Json = Readonly<Record<string, unknown>>;
export type Ending =
  | "restart"
  | "replaced"
  | "unavailable"
  | "stream_end"
  | "drop"
  | "silence"
  | "device_removed"
  | "banned";
export type Received = Json & { id: string; type: string; repeats: number; text?: { body: string } };
export type AccountView = { devices: { device: number; state: string; logins: number; pre_keys: number }[] };

/** People who answer as fast as a test likes. */
const promptPeople = {
  sent_ms: { min: 1, max: 3 },
  delivered_ms: { min: 1, max: 3 },
  read_ms: { min: 1, max: 3 },
  reply_ms: { min: 1, max: 3 },
};

export async function startWhatsApp(options: SimulatorOptions = {}): Promise<WhatsApp> {
  const simulator = createSimulator({ people: promptPeople, ...options });
  const { url } = await simulator.start();
  const call = async (method: string, path: string, body?: object): Promise<Json> => {
    const init = body === undefined ? { method } : { method, body: JSON.stringify(body) };
    const response = await fetch(`${url}/_sim/${path}`, init);
    const json = (await response.json()) as Json;
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${JSON.stringify(json)}`);
    return json;
  };
  const get = (path: string) => call("GET", path);
  const post = (path: string, body: object = {}) => call("POST", path, body);
  const { web } = simulator.config();
  return {
    endpoint: {
      webSocketUrl: web.url,
      rootKey: Buffer.from(web.certificate_root, "base64"),
      ca: web.media_certificate,
    },
    get,
    post,
    putFaults: async (faults) => void (await call("PUT", "faults", faults)),
    scan: async (phone, qr) => void (await post(`people/${digits(phone)}/scan`, { qr })),
    reply: async (person, to, text) => {
      const { id } = await post(`people/${digits(person)}/reply`, { text, to: digits(to) });
      return String(id);
    },
    disconnect: async (phone, how) => void (await post(`web/${digits(phone)}/disconnect`, { how })),
    received: async (person) => {
      const { data } = await get(`ledger?to=${digits(person)}&limit=1000`);
      return data as Received[];
    },
    account: async (phone) => {
      const { accounts } = await get("web");
      const all = accounts as (AccountView & { phone: string })[];
      return all.find((account) => account.phone === digits(phone)) ?? { devices: [] };
    },
    tally: async () => (await get("web"))["tally"] as Record<string, number>,
    stop: () => simulator.stop(),
  };
}

export function digits(phone: string): string {
  return phone.replace(/\D/g, "");
}
