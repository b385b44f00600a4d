// The kinds of value an environment variable can hold: what is accepted, and the words for what is not.
import { isIP } from "node:net";
import { resolve } from "node:path";

/** `parse` answers nothing for a value that is not `expected`. */
export type Kind<T> = { expected: string; parse(text: string): T | undefined };

export const port: Kind<number> = {
  expected: "a port number from 1 to 65535",
  parse: (text) => (/^\d{1,5}$/.test(text) && +text >= 1 && +text <= 65535 ? +text : undefined),
};

export const address: Kind<string> = {
  expected: "an IP address such as 127.0.0.1 or 0.0.0.0",
  parse: (text) => (isIP(text) ? text : undefined),
};

export const directory: Kind<string> = { expected: "a directory", parse: (text) => resolve(text) };

export const email: Kind<string> = {
  expected: "an e-mail address",
  parse: (value) => (/^[^@\s]+@[^@\s]+$/.test(value) ? value : undefined),
};

export const password: Kind<string> = {
  expected: "a password of at least 12 characters",
  parse: (value) => (value.length >= 12 ? value : undefined),
};

export const key: Kind<Buffer> = {
  expected: "32 random bytes in base64 or hex, as `openssl rand -base64 32` prints them",
  parse: (value) => {
    const bytes = Buffer.from(value, /^[0-9a-f]{64}$/i.test(value) ? "hex" : "base64");
    return bytes.length === 32 ? bytes : undefined;
  },
};

export const keys: Kind<Buffer[]> = {
  expected: "keys of 32 bytes in base64 or hex, comma-separated or a line each",
  parse: (value) => {
    const list = value.split(/[\s,]+/).filter((text) => text !== "");
    const parsed = list.map(key.parse).filter((one) => one !== undefined);
    return parsed.length === list.length ? parsed : undefined;
  },
};

export const networks: Kind<string[]> = {
  expected: "networks such as 10.0.0.0/8,fd00::/8",
  parse: (value) => {
    const list = value.split(",").map((network) => network.trim());
    return list.every(isNetwork) ? list : undefined;
  },
};

export function url(...schemes: string[]): Kind<string> {
  return {
    expected: `an address that begins with ${schemes.map((scheme) => `${scheme}://`).join(" or ")}`,
    parse: (value) =>
      URL.canParse(value) && schemes.includes(new URL(value).protocol.slice(0, -1)) ? value : undefined,
  };
}

export function oneOf<const T extends string>(...words: T[]): Kind<T> {
  return { expected: words.join(", "), parse: (value) => words.find((word) => word === value) };
}

function isNetwork(network: string): boolean {
  const [ip = "", bits = "", ...rest] = network.split("/");
  const version = isIP(ip);
  return version !== 0 && rest.length === 0 && /^\d{1,3}$/.test(bits) && +bits <= (version === 4 ? 32 : 128);
}
