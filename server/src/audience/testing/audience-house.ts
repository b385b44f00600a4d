// What tests of contacts over HTTP stand on: the room's routes on a real server, and a tenant with a key.

import { type Answer, ask, createHarness, type Harness, newId } from "../../http/harness.ts";
import { AppError } from "../../kernel/errors.ts";
import { createAddressHash } from "../address.ts";
import { wordLatecomersJob } from "../contacts/word-latecomers.ts";
import { audienceRoutes } from "../routes.ts";

export const people = { newId, hash: createAddressHash(Buffer.alloc(32, 7)) };

export type AudienceHouse = {
  house: Harness;
  tenantId: string;
  key: string;
  call(line: string, body?: unknown): Promise<Answer>;
  /** Adds a contact, or changes one; answers its id. */
  add(phone: string, more?: object): Promise<string>;
  /** The names of those a search finds, in its order. */
  find(query: string): Promise<unknown[]>;
  /** Writes the words that are due. */
  word(): Promise<void>;
  close(): Promise<void>;
};

export async function createAudienceHouse(): Promise<AudienceHouse> {
  const house = await createHarness(({ app }) =>
    audienceRoutes({
      db: app,
      people,
      now: () => new Date(),
      parsePhone: async (_tenantId, text, path) => {
        if (/^\+\d+$/.test(text)) return text;
        throw new AppError("invalid_phone", "It is no number.", {
          errors: [{ path, message: "is no number" }],
        });
      },
      skipWaiting: async () => undefined,
      roomForContact: async () => undefined,
    }),
  );
  const tenant = await house.tenant();
  const key = (await tenant.key("live")).text;
  const call: AudienceHouse["call"] = (line, body) =>
    ask(house, key, line, body === undefined ? {} : { body });
  return {
    house,
    tenantId: tenant.id,
    key,
    call,
    add: async (phone, more = {}) => String((await call("POST /v1/contacts", { phone, ...more })).body["id"]),
    find: async (query) => {
      const { body } = await call(`GET /v1/contacts?${query}`);
      return (body["data"] as { name: unknown }[]).map(({ name }) => name);
    },
    word: () => wordLatecomersJob({ db: house.engine }).run(),
    close: () => house.close(),
  };
}
