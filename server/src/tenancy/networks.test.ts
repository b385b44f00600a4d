// Networks of both families, in the spellings people and sockets use.

import { BlockList } from "node:net";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { areWithin, canonicalNetwork, isWithin, type Network, readNetwork } from "./networks.ts";

const network = (text: string): Network => {
  const read = readNetwork(text);
  if (read === null) throw new Error(`${text} is a network`);
  return read;
};

describe("a network", () => {
  test.each([
    ["10.1.2.3/8", "10.0.0.0/8"],
    ["192.0.2.7", "192.0.2.7/32"],
    ["0.0.0.0/0", "0.0.0.0/0"],
    ["2001:DB8:0:0::1/32", "2001:db8::/32"],
    ["::1", "::1/128"],
    ["::/0", "::/0"],
    ["::ffff:192.0.2.7", "192.0.2.7/32"],
    ["::ffff:c000:0207/120", "192.0.2.0/24"],
    ["1:2:3:4:5:6:7:8/64", "1:2:3:4::/64"],
  ])("%s is %s", (text, canonical) => {
    expect(canonicalNetwork(text)).toBe(canonical);
    expect(canonicalNetwork(canonical)).toBe(canonical);
  });

  test.each([
    "",
    "10.0.0.0/33",
    "10.0.0/8",
    "010.0.0.1/8",
    "::/129",
    "fe80::1%eth0/64",
    "10.0.0.0/",
    "/8",
    "a/8",
    "1:2:3:4:5:6:7:8:9/64",
    "10.0.0.0/8 ",
    "10.0.0.0/-1",
    "localhost",
    ":::/8",
    "1::2::3/64",
  ])("%j is none", (text) => {
    expect(readNetwork(text)).toBeNull();
  });

  test("holds an address in whatever clothes it comes", () => {
    const four = [network("192.0.2.0/24")];
    for (const address of ["192.0.2.1", "::ffff:192.0.2.1", "::ffff:c000:201", "0:0:0:0:0:FFFF:192.0.2.1"])
      expect(isWithin(four, address)).toBe(true);
    for (const address of ["192.0.3.1", "::ffff:192.0.3.1", "::192.0.2.1", "2001:db8::1", "", "192.0.2", "x"])
      expect(isWithin(four, address)).toBe(false);
    const six = [network("fe80::/10")];
    expect(isWithin(six, "fe80::1%eth0")).toBe(true);
    expect(isWithin(six, "2001:db8::1")).toBe(false);
    expect(isWithin([], "192.0.2.1")).toBe(false);
  });

  test("lies in another when all of it does", () => {
    expect(areWithin([network("10.1.0.0/16")], [network("10.0.0.0/8")])).toBe(true);
    expect(areWithin([network("10.0.0.0/8")], [network("10.1.0.0/16")])).toBe(false);
    expect(areWithin([network("::/0")], [network("0.0.0.0/0")])).toBe(false);
    expect(areWithin([network("10.0.0.0/8"), network("11.0.0.0/8")], [network("10.0.0.0/8")])).toBe(false);
  });

  test("agrees with the platform about what lies within", () => {
    const check = (text: string, family: "ipv4" | "ipv6", address: string): void => {
      const list = new BlockList();
      const [net = "", length = ""] = text.split("/");
      list.addSubnet(net, Number(length), family);
      expect(isWithin([network(text)], address)).toBe(list.check(address, family));
    };
    const near = (low: number) => fc.integer({ min: 0, max: 32 - low });
    fc.assert(
      fc.property(fc.ipV4(), fc.ipV4(), near(0), (net, address, length) => {
        check(`${net}/${length}`, "ipv4", address);
        check(`${net}/${length}`, "ipv4", net);
      }),
    );
    fc.assert(
      fc.property(fc.ipV6(), fc.ipV6(), fc.integer({ min: 0, max: 128 }), (net, address, length) => {
        // The platform keeps mapped addresses in a family apart.
        fc.pre(!/^[0:]*ffff:/i.test(net) && !/^[0:]*ffff:/i.test(address) && length > 96);
        check(`${net}/${length}`, "ipv6", address);
        check(`${net}/${length}`, "ipv6", net);
      }),
    );
  });

  test("any text is a network or null", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const canonical = canonicalNetwork(text);
        return canonical === null || canonicalNetwork(canonical) === canonical;
      }),
    );
  });
});
