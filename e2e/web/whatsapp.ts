// The other side of the wire: what the simulator's phones are told to do, and what it saw.

import type { Json, Stack } from "../stack.ts";

export type WhatsApp = {
  post(path: string, body?: object): Promise<Json>;
  putFaults(faults: object): Promise<void>;
  /** All that people received, in order. */
  ledger(): Promise<Received[]>;
  /** Every phone that has linked a device, by number. */
  accounts(): Promise<Map<string, Account>>;
  tally(): Promise<Record<string, number>>;
};

export type Received = {
  id: string;
  to: string;
  from: string;
  text: { body: string };
  repeats: number;
  read_at: string | null;
};

export type Account = { devices: { device: number; state: string; logins: number }[] };

export function whatsappOf({ simulatorUrl }: Stack): WhatsApp {
  const call = async (method: string, path: string, body?: object): Promise<Json> => {
    const init = body === undefined ? { method } : { method, body: JSON.stringify(body) };
    const response = await fetch(`${simulatorUrl}/_sim/${path}`, init);
    const answer: Json = await response.json();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${JSON.stringify(answer)}`);
    return answer;
  };
  return {
    post: (path, body = {}) => call("POST", path, body),
    putFaults: async (faults) => void (await call("PUT", "faults", faults)),
    ledger: async () => {
      const entries: Received[] = [];
      let after: number | null = 0;
      while (after !== null) {
        const page: Json = await call("GET", `ledger?limit=10000&after=${after}`);
        entries.push(...page.data);
        after = page.next;
      }
      return entries;
    },
    accounts: async () => {
      const { accounts } = await call("GET", "web");
      return new Map(accounts.map((account: Account & { phone: string }) => [account.phone, account]));
    },
    tally: async () => (await call("GET", "web")).tally,
  };
}
