// Which addresses a stranger's URL may lead to: the public internet, and what the operator allows. Pure.

import { BlockList, isIP } from "node:net";

/**
 * Everything that is not global unicast (IANA special-purpose registries); forms that embed IPv4 are closed whole. Of
 * IPv6 only 2000::/3 is given out at all, so only exceptions within it are named.
 */
const notPublic = {
  ipv4: [
    ["0.0.0.0", 8], // this network
    ["10.0.0.0", 8],
    ["100.64.0.0", 10], // carrier-grade NAT
    ["127.0.0.0", 8],
    ["169.254.0.0", 16], // link-local, cloud metadata
    ["172.16.0.0", 12],
    ["192.0.0.0", 24],
    ["192.0.2.0", 24], // documentation
    ["192.88.99.0", 24], // 6to4 relay
    ["192.168.0.0", 16],
    ["198.18.0.0", 15], // benchmarking
    ["198.51.100.0", 24],
    ["203.0.113.0", 24],
    ["224.0.0.0", 4], // multicast
    ["240.0.0.0", 4], // reserved, broadcast
  ],
  ipv6: [
    ["2001::", 23], // protocol assignments, Teredo
    ["2001:db8::", 32],
    ["2002::", 16], // 6to4
    ["3fff::", 20],
  ],
} as const;

export type AddressRule = (address: string) => boolean;

/** `allowed`: CIDRs of the operator's, such as an internal webhook consumer's network. */
export function createAddressRule(allowed: readonly string[]): AddressRule {
  const blocked = new BlockList();
  for (const [net, bits] of notPublic.ipv4) blocked.addSubnet(net, bits, "ipv4");
  for (const [net, bits] of notPublic.ipv6) blocked.addSubnet(net, bits, "ipv6");
  const givenOut = new BlockList();
  givenOut.addSubnet("0.0.0.0", 0, "ipv4");
  givenOut.addSubnet("2000::", 3, "ipv6");
  const exceptions = new BlockList();
  for (const network of allowed) {
    const [net = "", bits = ""] = network.split("/");
    exceptions.addSubnet(net, Number(bits), isIP(net) === 6 ? "ipv6" : "ipv4");
  }
  return (address) => {
    const plain = canonical(address);
    const family = isIP(plain) === 6 ? "ipv6" : "ipv4";
    if (isIP(plain) === 0) return false;
    if (exceptions.check(plain, family)) return true;
    return givenOut.check(plain, family) && !blocked.check(plain, family) && !isIsatap(plain);
  };
}

/** RFC 5214: under any prefix, an address that ends in `[02]00:5efe` and an IPv4 address is that address. */
function isIsatap(address: string): boolean {
  if (isIP(address) !== 6) return false;
  // The URL parser writes the last two parts in hexadecimal as well, whatever was given.
  const { hostname } = new URL(`http://[${address}]`);
  const [head = [], tail] = hostname.slice(1, -1).split("::").map(partsOf);
  const missing = 8 - head.length - (tail?.length ?? 0);
  const parts = tail === undefined ? head : [...head, ...Array<number>(missing).fill(0), ...tail];
  return parts[5] === 0x5efe && (parts[4] === 0 || parts[4] === 0x200);
}

function partsOf(text: string): number[] {
  return text === "" ? [] : text.split(":").map((part) => Number.parseInt(part, 16));
}

/** An IPv4 address in IPv6 clothes is the IPv4 address; a zone is not part of an address that may be dialled. */
function canonical(address: string): string {
  if (address.includes("%")) return "";
  const mapped = /^::ffff:(?:0:)?(.+)$/i.exec(address)?.[1];
  if (mapped === undefined) return address;
  if (isIP(mapped) === 4) return mapped;
  const hex = /^([0-9a-f]{1,4}):([0-9a-f]{1,4})$/i.exec(mapped);
  if (hex === null) return "";
  const [high, low] = [Number.parseInt(hex[1] ?? "", 16), Number.parseInt(hex[2] ?? "", 16)];
  return [high >> 8, high & 255, low >> 8, low & 255].join(".");
}
