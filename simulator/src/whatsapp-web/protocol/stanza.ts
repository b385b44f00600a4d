// Small words for building and reading the binary nodes of the protocol.
import { randomBytes } from "node:crypto";
import { getBinaryNodeChild, getBinaryNodeChildBuffer, S_WHATSAPP_NET } from "baileys";
import type { BinaryNode } from "baileys";

export type Attributes = Record<string, string | undefined>;

/** Attributes that are undefined are left out, as the codec would. */
export function node(tag: string, attributes: Attributes, content?: BinaryNode["content"]): BinaryNode {
  const attrs: Record<string, string> = {};
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined) attrs[name] = value;
  }
  return content === undefined ? { tag, attrs } : { tag, attrs, content };
}

export function leaf(tag: string, content: Uint8Array | string): BinaryNode {
  return { tag, attrs: {}, content: typeof content === "string" ? Buffer.from(content) : content };
}

/** The answer to a query. */
export function result(query: BinaryNode, content?: BinaryNode[]): BinaryNode {
  return node("iq", { id: query.attrs["id"], from: S_WHATSAPP_NET, type: "result" }, content);
}

export function refusal(query: BinaryNode, code: number, text: string): BinaryNode {
  const error = node("error", { code: String(code), text });
  return node("iq", { id: query.attrs["id"], from: S_WHATSAPP_NET, type: "error" }, [error]);
}

/** Seconds, as every `t` attribute carries them. */
export function seconds(at: number): string {
  return String(Math.floor(at / 1_000));
}

/** The client left out something the protocol demands: its connection is closed for it. */
export class BadStanza extends Error {}

export function child(parent: BinaryNode | undefined, tag: string): BinaryNode {
  const found = getBinaryNodeChild(parent, tag);
  if (!found) throw new BadStanza(`no <${tag}> in <${parent?.tag}>`);
  return found;
}

/** Copied: the bytes would otherwise keep the whole frame in memory. */
export function bytesAt(parent: BinaryNode | undefined, tag: string): Buffer {
  const found = getBinaryNodeChildBuffer(parent, tag);
  if (!found) throw new BadStanza(`no bytes at <${tag}> in <${parent?.tag}>`);
  return Buffer.from(found);
}

export function attribute({ tag, attrs }: BinaryNode, name: string): string {
  const value = attrs[name];
  if (value === undefined) throw new BadStanza(`no ${name} on <${tag}>`);
  return value;
}

export function unsigned(bytes: Uint8Array): number {
  return Buffer.from(bytes).readUIntBE(0, bytes.length);
}

export function children({ content }: BinaryNode): BinaryNode[] {
  return Array.isArray(content) ? content : [];
}

/** For stanzas the server itself begins. */
export function newStanzaId(): string {
  return randomBytes(8).toString("hex").toUpperCase();
}
