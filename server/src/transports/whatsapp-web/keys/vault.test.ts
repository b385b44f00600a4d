// Keys and credentials over a store that is slow, refuses, or ends in the middle.

import { initAuthCreds } from "baileys";
import type { AuthenticationCreds } from "baileys";
import { describe, expect, test } from "vitest";
import { createTestMemory } from "../testing/session-memory.ts";
import { createVault } from "./vault.ts";

const key = (text: string) => Buffer.from(text);

function linkedCreds(): AuthenticationCreds {
  return { ...initAuthCreds(), account: {} };
}

function start(creds = linkedCreds()) {
  const memory = createTestMemory();
  const faults: string[] = [];
  const vault = createVault({ memory, creds, onFault: () => void faults.push("fault") });
  const read = async (id: string) => (await vault.keys.get("session", [id]))[id];
  return { memory, faults, vault, read };
}

describe("a transaction", () => {
  test("is one write, with the credentials that count its keys", async () => {
    const { memory, vault, read } = start();
    await vault.keys.transaction(async () => {
      await vault.keys.set({ session: { a: key("1") } });
      vault.credentialsChanged();
      await vault.keys.set({ session: { b: key("2") }, "sender-key": { c: key("3") } });
      expect(await read("a")).toEqual(key("1"));
      expect(memory.rows.size).toBe(0);
    }, "label");
    expect(memory.writes).toBe(1);
    expect([...memory.rows.keys()].toSorted()).toEqual([
      "creds/main",
      "sender-key/c",
      "session/a",
      "session/b",
    ]);
  });

  test("that fails leaves nothing, in the store or in the cache", async () => {
    const { memory, vault, read } = start();
    await expect(
      vault.keys.transaction(async () => {
        await vault.keys.set({ session: { a: key("1") } });
        throw new Error("no");
      }, "label"),
    ).rejects.toThrow("no");
    expect([memory.rows.size, await read("a")]).toEqual([0, undefined]);
  });

  test("is alone, whatever its label", async () => {
    const { memory, vault, read } = start();
    await vault.keys.set({ session: { a: key("0") } });
    memory.delayMs = 1;
    const increment = (label: string, index: number) =>
      vault.keys.transaction(async () => {
        const before = Number((await read("a"))?.toString());
        // Not in the cache, so the store is asked, and whoever could come between would.
        await read(`other ${index}`);
        await vault.keys.set({ session: { a: key(String(before + 1)) } });
      }, label);
    await Promise.all(["me", "them", "me", "others"].map(increment));
    expect((await read("a"))?.toString()).toBe("4");
  });

  test("does not swallow the work it left behind", async () => {
    const { memory, vault } = start();
    const over = Promise.withResolvers<void>();
    let later = Promise.resolve();
    await vault.keys.transaction(async () => {
      later = over.promise.then(() => vault.keys.set({ tctoken: { a: { token: key("t") } } }));
    }, "label");
    over.resolve();
    await later;
    expect([...memory.rows.keys()]).toEqual(["tctoken/a"]);
  });

  test("of several encryptions side by side is durable with one write before the first byte", async () => {
    const { memory, vault } = start();
    await vault.keys.transaction(async () => {
      const encrypt = async (id: string) => {
        await vault.keys.set({ session: { [id]: key(id) } });
        await vault.commitSoFar();
        expect(memory.rows.has(`session/${id}`)).toBe(true);
      };
      await Promise.all(["a", "b", "c"].map(encrypt));
    }, "label");
    expect(memory.writes).toBe(1);
  });
});

describe("a store that refuses", () => {
  test("ends the vault: the cache is never ahead, and nothing more is read or written", async () => {
    const { memory, faults, vault, read } = start();
    await vault.keys.set({ session: { a: key("old") } });
    memory.onWrite = () => {
      throw new Error("no");
    };
    await expect(Promise.resolve(vault.keys.set({ session: { a: key("new") } }))).rejects.toThrow("no");
    memory.onWrite = () => {};
    expect(faults).toHaveLength(1);
    await expect(read("a")).rejects.toThrow("no");
    await expect(Promise.resolve(vault.keys.set({ session: { a: key("new") } }))).rejects.toThrow("no");
    expect((await createVaultAgain(memory).get("session", ["a"]))["a"]).toEqual(key("old"));
  });
});

describe("credentials", () => {
  test("are not kept before the phone has signed for the device", async () => {
    const { memory, vault } = start(initAuthCreds());
    vault.credentialsChanged();
    await vault.close();
    expect(memory.rows.size).toBe(0);
  });

  test("are durable when the vault is closed", async () => {
    const { memory, vault } = start();
    vault.credentialsChanged();
    await vault.close();
    expect([...memory.rows.keys()]).toEqual(["creds/main"]);
  });
});

describe("closing", () => {
  test("does not wait for a transaction that hangs, and drops it whole", async () => {
    const { memory, vault } = start();
    const hangs = Promise.withResolvers<void>();
    const goesOn = Promise.withResolvers<void>();
    const hanging = vault.keys.transaction(async () => {
      await vault.keys.set({ "pre-key": { 1: { public: key("p"), private: key("s") } } });
      vault.credentialsChanged();
      hangs.resolve();
      await goesOn.promise;
    }, "label");
    await hangs.promise;
    await vault.close();
    expect(memory.rows.size).toBe(0);
    goesOn.resolve();
    await expect(hanging).rejects.toThrow("closed");
    expect(memory.rows.size).toBe(0);
  });
});

function createVaultAgain(memory: ReturnType<typeof createTestMemory>) {
  return createVault({ memory, creds: linkedCreds(), onFault: () => {} }).keys;
}
