// What comes back beside text: votes in our polls as the press of a button, and files, whole or not at all.

import { buffer } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import type { MessageObject } from "@waypost/contract";
import { normalizeMessageContent, proto } from "baileys";
import type { FetchedFile } from "../transport.ts";
import { heardRow } from "./incoming/remember.ts";
import { openLinked, send, text } from "./testing/rig.ts";
import type { Rig } from "./testing/rig.ts";
import { digits, startWhatsApp } from "./testing/whatsapp.ts";
import type { WhatsApp } from "./testing/whatsapp.ts";

let people = 14_155_551_200;
const nextPerson = () => `+${++people}`;

const button = (id: string, title: string) => ({ type: "reply" as const, reply: { id, title } });
const buttons: MessageObject = {
  type: "interactive",
  interactive: {
    type: "button",
    body: { text: "Change the appointment?" },
    action: { buttons: [button("yes", "Yes"), button("no", "No, thanks")] },
  },
};

describe.each(["lid", "pn"] as const)(
  "a sender whose choices are polls, of people who write by %s",
  (addressing) => {
    const address = "+5512020000001";
    let whatsapp: WhatsApp;
    let rig: Rig;
    beforeAll(async () => {
      whatsapp = await startWhatsApp({ settings: { web: { addressing } } });
      rig = await openLinked(whatsapp, { address, config: { choices_as: "poll" } });
    });
    afterAll(async () => {
      await rig.session.close();
      await whatsapp.stop();
    });

    const from = (person: string) => rig.inbound().filter((event) => event.from === person);
    const vote = (person: string, message_id: string, options: string[]) =>
      whatsapp.post(`people/${digits(person)}/reply`, {
        type: "poll_vote",
        poll_vote: { message_id, options },
        to: digits(address),
      });

    async function asked(person: string): Promise<string> {
      const outcome = await send(rig, { ...text(person), message: buttons });
      await vi.waitFor(async () =>
        expect(await whatsapp.received(person)).toMatchObject([
          {
            type: "poll",
            poll: { name: "Change the appointment?", options: ["Yes", "No, thanks"], selectable: 1 },
          },
        ]),
      );
      return outcome.kind === "accepted" ? outcome.providerMessageId : "";
    }

    test("hears a vote as the press of its button, and the next one when it changes", async () => {
      const person = nextPerson();
      const poll = await asked(person);
      await vote(person, poll, ["No, thanks"]);
      await vi.waitFor(() => expect(from(person)).toHaveLength(1));
      expect(from(person)[0]).toMatchObject({
        type: "interactive",
        body: {
          interactive: { type: "button_reply", button_reply: { id: "no", title: "No, thanks" } },
          context: { id: poll },
        },
      });
      await vote(person, poll, []);
      await vote(person, poll, ["Yes"]);
      await vi.waitFor(() => expect(from(person)).toHaveLength(2));
      expect(from(person)[1]).toMatchObject({
        body: { interactive: { button_reply: { id: "yes", title: "Yes" } } },
      });
    });

    test("takes nobody's vote for another person's, and none in a poll that is not its own", async () => {
      const [person, stranger] = [nextPerson(), nextPerson()];
      const poll = await asked(person);
      await vote(stranger, poll, ["Yes"]);
      await vote(person, "3EB0FFFFFFFFFFFFFFFFFF", ["Yes"]);
      await vi.waitFor(() => expect([...from(stranger), ...from(person)]).toHaveLength(2));
      expect([...from(stranger), ...from(person)].map(({ type }) => type)).toEqual([
        "unsupported",
        "unsupported",
      ]);
    });

    test("still asks in text what a poll would lose something of", async () => {
      const person = nextPerson();
      const rows = [
        { id: "a", title: "Morning", description: "before ten" },
        { id: "b", title: "Evening" },
      ];
      const interactive = {
        type: "list" as const,
        body: { text: "When?" },
        action: { button: "Times", sections: [{ title: "Today", rows }] },
      };
      await send(rig, { ...text(person), message: { type: "interactive", interactive } });
      await vi.waitFor(async () => expect(await whatsapp.received(person)).toMatchObject([{ type: "text" }]));
    });
  },
);

describe("a file that came with a message", () => {
  const address = "+5512020000009";
  let whatsapp: WhatsApp;
  let rig: Rig;
  beforeAll(async () => {
    whatsapp = await startWhatsApp();
    rig = await openLinked(whatsapp, { address, deps: { fileBytesMax: 200_000 } });
  });
  afterAll(async () => {
    await rig.session.close();
    await whatsapp.stop();
  });

  async function sent(type: string, bytes: Buffer, rest: object = {}): Promise<string> {
    const person = nextPerson();
    const content = { data: bytes.toString("base64"), ...rest };
    await whatsapp.post(`people/${digits(person)}/reply`, { type, [type]: content, to: digits(address) });
    const found = () => rig.inbound().find((event) => event.from === person);
    await vi.waitFor(() => expect(found()).toBeDefined());
    return found()!.providerMessageId;
  }

  const fetchIt = (id: string): Promise<FetchedFile> =>
    rig.session.fetchMedia(id, AbortSignal.timeout(10_000));

  async function bytesOf(file: FetchedFile): Promise<Buffer> {
    if (file.kind !== "found") throw new Error(file.kind);
    return await buffer(file.stream);
  }

  test.each(["image", "video", "audio", "document", "sticker"])(
    "%s arrives whole, in parts of any size",
    async (type) => {
      for (const size of [0, 1, 15, 16, 17, 150_001]) {
        const bytes = Buffer.alloc(size, `${size} `);
        const id = await sent(type, bytes);
        const body = rig.inbound().find((event) => event.providerMessageId === id)?.body[type];
        expect(body).toMatchObject({ id });
        const file = await fetchIt(id);
        expect(file).toMatchObject({ kind: "found", sizeBytes: size, mimeType: expect.stringMatching(/\//) });
        expect((await bytesOf(file)).equals(bytes)).toBe(true);
      }
    },
  );

  test("that is too large is not fetched", async () => {
    expect(await fetchIt(await sent("document", Buffer.alloc(200_001)))).toEqual({ kind: "too_large" });
  });

  test("that nobody sent, or that is no file, is gone", async () => {
    expect(await fetchIt("3EB0FFFFFFFFFFFFFFFFFF")).toEqual({ kind: "gone" });
    const person = nextPerson();
    await whatsapp.reply(person, address, "only words");
    await vi.waitFor(() => expect(rig.inbound().some((event) => event.from === person)).toBe(true));
    const words = rig.inbound().find((event) => event.from === person)!;
    expect(await fetchIt(words.providerMessageId)).toEqual({ kind: "gone" });
  });

  test("that was changed on its way, or ends early, fails the stream", async () => {
    const bytes = Buffer.alloc(100_000, "x");
    const tampering: [string, (body: Buffer) => Buffer][] = [
      [
        "a changed byte",
        (body) => Buffer.concat([body.subarray(0, 500), Buffer.from([0]), body.subarray(501)]),
      ],
      ["a changed end", (body) => Buffer.concat([body.subarray(0, -1), Buffer.from([1])])],
      ["a missing end", (body) => body.subarray(0, 5000)],
      ["nothing", () => Buffer.alloc(0)],
      ["more than there was", (body) => Buffer.concat([body, body])],
    ];
    for (const [what, change] of tampering) {
      const id = await sent("image", bytes);
      const original = globalThis.fetch;
      const changed = vi.spyOn(globalThis, "fetch").mockImplementation(async (...args) => {
        const response = await original(...args);
        return new Response(new Uint8Array(change(Buffer.from(await response.arrayBuffer()))));
      });
      const file = await fetchIt(id);
      changed.mockRestore();
      await expect(bytesOf(file), what).rejects.toThrow();
    }
  });

  test("is found though its preview is larger than all that is remembered", () => {
    const message = {
      imageMessage: { mediaKey: Buffer.alloc(32, 1), jpegThumbnail: Buffer.alloc(40_000, 2) },
    };
    for (const wrapped of [message, { ephemeralMessage: { message } }]) {
      const { value } = heardRow("3EB0", wrapped);
      expect(value?.length).toBeLessThan(200);
      const kept = normalizeMessageContent(proto.Message.decode(value!));
      expect(Buffer.from(kept?.imageMessage?.mediaKey ?? [])).toEqual(message.imageMessage.mediaKey);
    }
    expect(heardRow("3EB0", { conversation: "long ".repeat(10_000) }).value).toBeNull();
  });

  test("is given up when the caller gives up", async () => {
    const id = await sent("image", Buffer.alloc(1000));
    expect(await rig.session.fetchMedia(id, AbortSignal.abort())).toEqual({ kind: "unavailable" });
  });

  test("is gone when WhatsApp keeps it no longer", async () => {
    const id = await sent("image", Buffer.alloc(1000));
    await whatsapp.post("reset");
    expect(await fetchIt(id)).toEqual({ kind: "gone" });
  });
});
