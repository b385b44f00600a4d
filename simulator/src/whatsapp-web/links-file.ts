// Remembers linked devices across restarts, when given a file: who is linked, and the keys that prove it.
import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { isObject } from "../json.ts";
import { createRawKeyPair } from "./root-key.ts";
import type { RawKeyPair } from "./root-key.ts";

/** Keys are base64. Sessions, backlogs and one-time keys are not kept: both ends agree on new ones. */
export type Links = { root: { private: string; public: string }; accounts: SavedAccount[] };

export type SavedAccount = {
  phone: number;
  identity: string;
  registrationId: number;
  nextDevice: number;
  devices: SavedDevice[];
};

export type SavedDevice = {
  id: number;
  noise: string;
  identity: string;
  registrationId: number;
  signedPreKey: { id: number; key: string; signature: string };
  linkedAt: number;
};

export type LinksFile = {
  root: RawKeyPair;
  /** As of the start. */
  accounts: readonly SavedAccount[];
  save(accounts: SavedAccount[]): void;
};

/** Without a path nothing is read or written. */
export function openLinksFile(path: string | undefined): LinksFile {
  const links = path === undefined ? undefined : read(path);
  const root = links ? decode(links.root) : createRawKeyPair();
  return {
    root,
    accounts: links?.accounts ?? [],
    save(accounts) {
      if (path === undefined) return;
      const text: Links = { root: encode(root), accounts };
      // Replaced as a whole: a simulator that is killed leaves the old file or the new one.
      writeFileSync(`${path}.new`, JSON.stringify(text), { mode: 0o600 });
      renameSync(`${path}.new`, path);
    },
  };
}

function read(path: string): Links | undefined {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
  const value: unknown = JSON.parse(text);
  if (!isLinks(value)) throw new Error(`${path} is no file of WhatsApp Web links`);
  return value;
}

/** Our own writing: that it is ours is all that is checked. */
function isLinks(value: unknown): value is Links {
  return isObject(value) && isObject(value["root"]) && Array.isArray(value["accounts"]);
}

function encode(pair: RawKeyPair): Links["root"] {
  return { private: pair.private.toString("base64"), public: pair.public.toString("base64") };
}

function decode(pair: Links["root"]): RawKeyPair {
  return { private: Buffer.from(pair.private, "base64"), public: Buffer.from(pair.public, "base64") };
}
