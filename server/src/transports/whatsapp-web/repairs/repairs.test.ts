// Each repair of Baileys and libsignal, shown to be needed: what happens without it stands beside what
// happens with it.

import { once } from "node:events";
import { Curve, initAuthCreds } from "baileys";
import { describe, expect, test } from "vitest";
import { FrameNotSent } from "../frames.ts";
import { repositoryOver } from "../keys/signal-repository.ts";
import { createVault } from "../keys/vault.ts";
import { baileysLogger } from "../log.ts";
import { createTestMemory } from "../testing/session-memory.ts";
import { curve, installedVersions, libsignal } from "./libsignal.ts";
import { repairBaileys } from "./index.ts";
import { ownQueues, shared } from "./own-queues.ts";
import { quietLibsignal } from "./quiet-libsignal.ts";
import { isOfBaileys } from "./rejections.ts";
import { verifySignature } from "./signatures.ts";
import { versionProblem } from "./versions.ts";

repairBaileys();

describe("the version guard", () => {
  const tested = { node: "24.1.0", baileys: "7.0.0-rc14", libsignal: "6.0.0" };

  test("lets the tested versions pass, which are the installed ones", () => {
    expect(versionProblem(tested)).toBeNull();
    expect(versionProblem({ ...tested, ...installedVersions() })).toBeNull();
  });

  test.each([
    [{ node: "22.12.0" }, "Node 24"],
    [{ baileys: "6.17.16" }, "baileys 7.0.0-rc14, but 6.17.16"],
    [{ baileys: "7.0.0-rc15" }, "baileys 7.0.0-rc14, but 7.0.0-rc15"],
    [{ libsignal: "6.0.1" }, "libsignal 6.0.0, but 6.0.1"],
    [{ libsignal: undefined }, "libsignal 6.0.0, but undefined"],
  ])("refuses %o", (other, words) => {
    expect(versionProblem({ ...tested, ...other })).toContain(words);
  });
});

describe("the signature check", () => {
  const { public: key, private: secret } = Curve.generateKeyPair();
  const message = Buffer.from("signed");
  const signature = Buffer.from(Curve.sign(secret, message));
  const wrong: [string, Uint8Array, Uint8Array, Uint8Array][] = [
    ["another key", Curve.generateKeyPair().public, message, signature],
    ["another message", key, Buffer.from("forged"), signature],
    ["zeros for a signature", key, message, Buffer.alloc(64)],
  ];

  test("is in place, and takes what is genuine", () => {
    expect(Curve.verify).toBe(verifySignature);
    expect(Curve.verify(key, message, signature)).toBe(true);
  });

  test.each(wrong)("refuses %s, which libsignal tells but Baileys does not hear", (_, by, what, sign) => {
    expect(curve.verifySignature(Buffer.concat([Buffer.from([5]), by]), what, sign)).toBe(false);
    expect(Curve.verify(by, what, sign)).toBe(false);
  });

  test("refuses what is malformed", () => {
    expect(Curve.verify(Buffer.alloc(3), message, signature)).toBe(false);
    expect(Curve.verify(key, message, Buffer.alloc(10))).toBe(false);
  });
});

describe("libsignal's console", () => {
  test("prints keys without the repair, and nothing with it", () => {
    const loud = printing((to) => to);
    expect(loud.join(" ")).toContain("Session already closed");
    const quiet = printing((to) => {
      quietLibsignal(to);
      return to;
    });
    expect(quiet).toEqual([]);
  });

  test("of anybody else stays as it was", () => {
    const lines: unknown[] = [];
    const mine = consoleInto(lines);
    quietLibsignal(mine);
    mine.warn("a word of ours");
    expect(lines).toEqual(["a word of ours"]);
  });
});

describe("a rejection nobody caught", () => {
  test("is contained when Baileys left it, and ends the process when we did", () => {
    const theirs = new Error("Connection Closed");
    theirs.stack = "Error: Connection Closed\n    at x (/app/node_modules/baileys/lib/Socket/socket.js:1:1)";
    expect(isOfBaileys(theirs)).toBe(true);
    const broken = new Error("write EPIPE");
    broken.stack =
      "Error: write EPIPE\n    at afterWriteDispatched (node:internal/stream_base_commons:159:15)";
    expect(isOfBaileys(broken)).toBe(true);
    expect(isOfBaileys(new FrameNotSent("no"))).toBe(true);
    expect(isOfBaileys(new Error("ours"))).toBe(false);
    expect(isOfBaileys("words")).toBe(false);
  });
});

describe("the safe decryption", () => {
  test("leaves ratchets that do not fit as they were", async () => {
    const { decryptWithSessions } = libsignal.SessionCipher.prototype;
    const other = ratchet("other");
    const fitting = ratchet("fitting");
    const cipher = {
      decryptWithSessions,
      // libsignal moves a ratchet forward before it knows whether the message is of it.
      doDecryptWhisperMessage: async (data: Uint8Array, session: TestRatchet) => {
        session.steps++;
        if (session.name !== "fitting") throw new Error("Bad MAC");
        return data;
      },
    };
    const found = await decryptWithSessions.call(cipher, Buffer.from("x"), [other, fitting]);
    expect(found.session).toBe(fitting);
    expect([other.steps, fitting.steps]).toEqual([0, 1]);
    await expect(decryptWithSessions.call(cipher, Buffer.from("x"), [other])).rejects.toThrow(
      "No matching sessions",
    );
    expect(other.steps).toBe(0);
  });
});

describe("two numbers that write to one person", () => {
  const { SessionBuilder, SessionCipher } = libsignal;
  const person = (number: number) => `1415555080${number}@s.whatsapp.net`;

  test("do not wait for each other", async () => {
    const numbers = [numberOf(), numberOf()];
    await Promise.all(numbers.map(({ meet }) => meet(person(0))));
    await Promise.all(numbers.map(({ write }) => write(person(0))));
  });

  test("wait for each other for ever in libsignal's queue, when they write", async () => {
    const numbers = [numberOf(), numberOf()];
    await Promise.all(numbers.map(({ meet }) => meet(person(1))));
    SessionCipher.prototype.queueJob = shared.queueJob;
    try {
      expect(await inTime(numbers.map(({ write }) => write(person(1))))).toBe("stuck");
    } finally {
      ownQueues();
    }
  });

  test("wait for each other for ever in libsignal's queue, when they learn the person's keys", async () => {
    SessionBuilder.prototype.initOutgoing = shared.initOutgoing;
    try {
      expect(await inTime([numberOf(), numberOf()].map(({ meet }) => meet(person(2))))).toBe("stuck");
    } finally {
      ownQueues();
    }
  });
});

/** A number with keys of its own over a store as far away as a database. */
function numberOf() {
  const creds = initAuthCreds();
  const memory = createTestMemory();
  memory.delayMs = 2;
  const vault = createVault({ memory, creds, onFault: () => {} });
  const deaf = { heard: async () => {}, tried: () => {} };
  const keys = { get: async () => ({}), set: async () => {} };
  const logger = baileysLogger(() => {});
  const repository = repositoryOver(vault, deaf)({ creds, keys }, logger, async () => undefined);
  return {
    meet: (jid: string) => repository.injectE2ESession({ jid, session: keysOfPerson() }),
    // Baileys as well does all of one message in one transaction.
    write: (jid: string) =>
      vault.keys.transaction(async () => {
        await repository.encryptMessage({ jid, data: Buffer.from("hello") });
      }, jid),
  };
}

function keysOfPerson() {
  const { signedIdentityKey, signedPreKey, registrationId } = initAuthCreds();
  const prefixed = (key: Uint8Array) => Buffer.concat([Buffer.from([5]), key]);
  const signed = { keyId: signedPreKey.keyId, publicKey: prefixed(signedPreKey.keyPair.public) };
  return {
    registrationId,
    identityKey: prefixed(signedIdentityKey.public),
    signedPreKey: { ...signed, signature: signedPreKey.signature },
    preKey: { keyId: 1, publicKey: prefixed(Curve.generateKeyPair().public) },
  };
}

/** Far beyond the few milliseconds it takes. */
const stuckMs = 1_000;

async function inTime(works: readonly Promise<unknown>[]): Promise<"done" | "stuck"> {
  const stuck = once(AbortSignal.timeout(stuckMs), "abort").then(() => "stuck" as const);
  return await Promise.race([Promise.all(works).then(() => "done" as const), stuck]);
}

class TestRatchet {
  [key: string]: unknown;
  name = "";
  steps = 0;
  indexInfo = { used: 0 };
  static deserialize(data: unknown): TestRatchet {
    return Object.assign(new TestRatchet(), data);
  }
  serialize(): unknown {
    const { name, steps, indexInfo } = this;
    return { name, steps, indexInfo };
  }
}

function ratchet(name: string): TestRatchet {
  return TestRatchet.deserialize({ name });
}

/** Everything libsignal prints when a session is closed twice. */
function printing(prepare: (to: Console) => Console): string[] {
  const lines: unknown[] = [];
  const real = globalThis.console;
  try {
    globalThis.console = prepare(consoleInto(lines));
    const record = new libsignal.SessionRecord();
    record.closeSession({ indexInfo: { closed: 1 }, privKey: "a private key" });
  } finally {
    globalThis.console = real;
  }
  return lines.map(String);
}

function consoleInto(lines: unknown[]): Console {
  const say = (...words: unknown[]) => void lines.push(...words);
  return Object.assign(Object.create(console) as Console, {
    log: say,
    info: say,
    warn: say,
    error: say,
    debug: say,
  });
}
