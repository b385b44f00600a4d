// Which addresses a stranger's URL may lead to: the public internet, and what the operator allows. Pure.

import { BlockList, isIP } from "node:net";

/** Everything that is not global unicast (IANA special-purpose registries); forms that embed IPv4 are closed whole. */
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
    ["::", 96], // unspecified, loopback, IPv4-compatible
    ["64:ff9b::", 96], // NAT64
    ["64:ff9b:1::", 48],
    ["100::", 64], // discard
    ["2001::", 23], // protocol assignments, Teredo
    ["2001:db8::", 32],
    ["2002::", 16], // 6to4
    ["3fff::", 20],
    ["5f00::", 16], // SRv6
    ["fc00::", 7],
    ["fe80::", 10],
    ["fec0::", 10],
    ["ff00::", 8],
  ],
} as const;

export type AddressRule = (address: string) => boolean;

/** `allowed`: CIDRs of the operator's, such as an internal webhook consumer's network. */
export function createAddressRule(allowed: readonly string[]): AddressRule {
  const blocked = new BlockList();
  for (const [net, bits] of notPublic.ipv4) blocked.addSubnet(net, bits, "ipv4");
  for (const [net, bits] of notPublic.ipv6) blocked.addSubnet(net, bits, "ipv6");
  const exceptions = new BlockList();
  for (const network of allowed) {
    const [net = "", bits = ""] = network.split("/");
    exceptions.addSubnet(net, Number(bits), isIP(net) === 6 ? "ipv6" : "ipv4");
  }
  return (address) => {
    const plain = canonical(address);
    const family = isIP(plain) === 6 ? "ipv6" : "ipv4";
    if (isIP(plain) === 0) return false;
    return exceptions.check(plain, family) || !blocked.check(plain, family);
  };
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
