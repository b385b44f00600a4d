// Networks a key may be used from: CIDR blocks of both families, read strictly and compared by their bits. Pure.

import { isIP } from "node:net";

/** `bits` as 128 of IPv6; an IPv4 address stands where IPv6 maps it, so that both are one family. */
export type Network = { bits: bigint; length: number };

/** The block in one spelling ("2001:DB8::1/32" is "2001:db8::/32"), or null for what is none. */
export function canonicalNetwork(text: string): string | null {
  const network = readNetwork(text);
  return network === null ? null : formatNetwork(network);
}

/** `10.0.0.0/8`, `2001:db8::/32`; an address alone is a block of one. */
export function readNetwork(text: string): Network | null {
  const match = /^([0-9a-fA-F.:]{2,45})(?:\/(\d{1,3}))?$/.exec(text);
  const address = match === null ? null : readAddress(match[1] ?? "");
  if (address === null) return null;
  const isFour = isIP(match?.[1] ?? "") === 4;
  const [most, offset] = isFour ? [32, 96] : [128, 0];
  const length = match?.[2] === undefined ? most : Number(match[2]);
  if (length > most) return null;
  return { bits: address & maskOf(length + offset), length: length + offset };
}

/** Whether an address lies in any of the blocks. What is no address lies in none. */
export function isWithin(networks: readonly Network[], address: string): boolean {
  const bits = readAddress(address.replace(/%.*$/, ""));
  return bits !== null && networks.some((network) => (bits & maskOf(network.length)) === network.bits);
}

/** Whether every block of `inner` lies whole in one of `outer`. */
export function areWithin(inner: readonly Network[], outer: readonly Network[]): boolean {
  return inner.every((small) =>
    outer.some((large) => large.length <= small.length && (small.bits & maskOf(large.length)) === large.bits),
  );
}

const all = (1n << 128n) - 1n;
const mapped = 0xffffn << 32n;

function maskOf(length: number): bigint {
  return all ^ (all >> BigInt(length));
}

function readAddress(text: string): bigint | null {
  if (isIP(text) === 4) return mapped | BigInt(fourOf(text));
  if (isIP(text) !== 6) return null;
  // The tail may be an IPv4 address: two groups of it.
  const tail = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(text);
  const four = tail === null ? 0 : fourOf(tail[2] ?? "");
  const plain =
    tail === null ? text : `${tail[1]}${(four >>> 16).toString(16)}:${(four & 0xffff).toString(16)}`;
  const [head = "", rest] = plain.split("::");
  const [before, after] = [groupsOf(head), rest === undefined ? [] : groupsOf(rest)];
  const gap = Array.from({ length: 8 - before.length - after.length }, () => 0n);
  return [...before, ...gap, ...after].reduce((sum, group) => (sum << 16n) | group, 0n);
}

function fourOf(text: string): number {
  return text.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);
}

function groupsOf(text: string): bigint[] {
  return text === "" ? [] : text.split(":").map((group) => BigInt(`0x${group}`));
}

function formatNetwork({ bits, length }: Network): string {
  if (length >= 96 && bits >> 32n === 0xffffn) {
    const four = Number(bits & 0xffffffffn);
    const parts = [four >>> 24, (four >>> 16) & 255, (four >>> 8) & 255, four & 255];
    return `${parts.join(".")}/${length - 96}`;
  }
  const groups = Array.from({ length: 8 }, (_, at) => (bits >> BigInt(112 - 16 * at)) & 0xffffn);
  const address = groups.map((group) => group.toString(16)).join(":");
  // The platform's own URL parser writes IPv6 as RFC 5952 asks.
  return `${new URL(`http://[${address}]`).hostname.slice(1, -1)}/${length}`;
}
