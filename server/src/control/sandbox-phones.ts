// The phones of simulated people, for who tries the product out: what they received from one's own test senders, and
// what they do: write, block, link themselves to a sender.

import {
  sandboxBlock,
  type SandboxBlock,
  sandboxChat,
  type SandboxChatMessage,
  sandboxPhone,
  type SandboxPhone,
  sandboxReply,
  type SandboxReply,
  sandboxScan,
  type SandboxScan,
  sandboxScanned,
} from "@waypost/contract";
import { AppError } from "../kernel/errors.ts";
import { presentId } from "../kernel/ids.ts";
import { parsePhone, phoneProblems } from "../kernel/phone.ts";
import type { Caller, Route, RouteRequest } from "../kernel/route.ts";
import { listSenders, readTestSenderElsewhere, type SenderFinder } from "../senders/index.ts";
import type { House } from "./house.ts";
import { messagesOf, type SimulatedPhone } from "./sandbox-chat.ts";
import type { SimulatedPeople } from "./simulated-people.ts";

export type SandboxPhoneDeps = Pick<House, "app" | "engine"> & {
  finder: Pick<SenderFinder, "find">;
  /** Null when the sandbox is switched off. */
  people: SimulatedPeople | null;
};

/** Each shows and does only what concerns the caller's own senders: the people are the same for every tenant. */
export function sandboxPhoneRoutes(deps: SandboxPhoneDeps): Route[] {
  return [
    {
      method: "GET",
      path: "/v1/sandbox/phones/:phone",
      scope: "messages:read",
      // Nobody's words: the people are simulated.
      audit: null,
      summary: "Look at a simulated person's phone; test mode only",
      schema: { response: { 200: sandboxPhone } },
      handler: { kind: "own", handle: async (request) => ok(await show(deps, request)) },
    },
    {
      method: "POST",
      path: "/v1/sandbox/phones/:phone/messages",
      scope: "messages:write",
      summary: "Let a simulated person write to a sender; test mode only",
      schema: { body: sandboxReply, response: { 201: sandboxReply } },
      handler: {
        kind: "own",
        handle: async (request) => ({ ...ok(await write(deps, request)), status: 201 }),
      },
    },
    {
      method: "PUT",
      path: "/v1/sandbox/phones/:phone/blocks",
      scope: "messages:write",
      summary: "Let a simulated person block a sender, or stop blocking it; test mode only",
      schema: { body: sandboxBlock, response: { 200: sandboxChat } },
      handler: { kind: "own", handle: async (request) => ok(await block(deps, request)) },
    },
    {
      method: "POST",
      path: "/v1/sandbox/phones/:phone/scan",
      scope: "senders:write",
      summary:
        "Let a simulated person link their phone to a sender, by its QR or pairing code; test mode only",
      schema: { body: sandboxScan, response: { 200: sandboxScanned } },
      handler: { kind: "own", handle: async (request) => ok(await scan(deps, request)) },
    },
  ];
}

function ok(body: unknown) {
  return { status: 200, body };
}

async function show(deps: SandboxPhoneDeps, request: RouteRequest): Promise<SandboxPhone> {
  const { people, phone } = within(deps, request);
  const senders = await testSenders(deps, request.caller);
  const told = await people.read<SimulatedPhone>(
    `${digitsOf(phone)}/chats?with=${[...senders.keys()].join()}`,
  );
  const blocked = new Set(told.chats.flatMap((chat) => (chat.blocked ? [chat.with] : [])));
  return {
    phone,
    name: told.name,
    chats: [...senders].map(([digits, { id, name }]) => ({
      sender: id,
      name,
      address: `+${digits}`,
      blocked: blocked.has(digits),
    })),
    messages: messagesOf(told, (digits) => senders.get(digits)?.id ?? null) satisfies SandboxChatMessage[],
  };
}

async function write(deps: SandboxPhoneDeps, request: RouteRequest): Promise<SandboxReply> {
  const { people, phone } = within(deps, request);
  const { sender, text } = request.body as SandboxReply;
  const { id, address } = await senderNamed(deps, request.caller, sender);
  await people.act(`${digitsOf(phone)}/reply`, {
    to: digitsOf(address),
    text,
  });
  return { sender: id, text };
}

async function block(deps: SandboxPhoneDeps, request: RouteRequest): Promise<SandboxPhone["chats"][number]> {
  const { people, phone } = within(deps, request);
  const { sender, blocked } = request.body as SandboxBlock;
  const { id, name, address } = await senderNamed(deps, request.caller, sender);
  await people.act(`${digitsOf(phone)}/${blocked ? "block" : "unblock"}`, { to: digitsOf(address) });
  return { sender: id, name, address, blocked };
}

async function scan(deps: SandboxPhoneDeps, request: RouteRequest): Promise<{ phone: string }> {
  const { people, phone } = within(deps, request);
  // A second tenant on one phone would read what the first one writes, as any linked device does.
  const [elsewhere] = await readTestSenderElsewhere(deps.engine, [phone, request.caller.tenantId]);
  if (elsewhere !== undefined) throw new AppError("sender_in_use", `${phone} is linked elsewhere.`);
  const { qr, code } = request.body as SandboxScan;
  const told =
    code === undefined ? { control: "scan", body: { qr } } : { control: "enter-code", body: { code } };
  await people.act(`${digitsOf(phone)}/${told.control}`, told.body);
  return { phone };
}

/** In live mode there is no such phone, whatever its number. */
function within({ people }: SandboxPhoneDeps, { caller, params }: RouteRequest) {
  if (caller.mode !== "test") throw new AppError("not_found", "Simulated people are in test mode only.");
  if (people === null) throw new AppError("transport_not_available", "The sandbox is switched off.");
  const given = params["phone"] ?? "";
  const parsed = parsePhone(given.startsWith("+") ? given : `+${given}`, null);
  if (!parsed.ok) throw new AppError("not_found", `The number ${phoneProblems[parsed.reason]}.`);
  return { people, phone: parsed.e164 };
}

type Shown = { id: string; name: string };

const sendersMost = 500;

/** By digits, as the simulator names numbers. */
async function testSenders({ app }: SandboxPhoneDeps, caller: Caller): Promise<Map<string, Shown>> {
  const rows = await app.asTenants([caller.tenantId], (tx) =>
    listSenders(tx, [caller.tenantId, caller.mode, null, sendersMost]),
  );
  return new Map(
    rows.flatMap(({ id, name, address }) =>
      address === null ? [] : [[digitsOf(address), { id: presentId("snd", id), name }]],
    ),
  );
}

async function senderNamed(
  { finder }: SandboxPhoneDeps,
  { tenantId, mode }: Caller,
  reference: string,
): Promise<Shown & { address: string }> {
  const found = await finder.find(tenantId, mode, reference);
  if (found === null) throw new AppError("sender_not_found", "There is no such sender within reach.");
  const { name, address } = found;
  if (address === null)
    throw new AppError("sender_not_found", "That sender has no number yet: link a phone.");
  return { id: presentId("snd", found.id), name, address };
}

function digitsOf(phone: string): string {
  return phone.slice(1);
}
