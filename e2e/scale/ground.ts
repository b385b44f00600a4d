// Where nodes stand: each in a network namespace of its own, or behind a proxy of its own, so that one can be cut off.

import { execFileSync } from "node:child_process";
import { connect, createServer, type AddressInfo, type Server, type Socket } from "node:net";

/** The core is where everybody's database is; a place is where one node stands. */
export type Ground = { kind: "namespaces" | "proxies"; core: string; place(number: number): Place };

export type Place = {
  /** What stands before a command that runs here. */
  prefix: readonly string[];
  /** `host:port` at which a port of the core is reached from here, on the way that `cut` cuts. */
  reach(port: number): Promise<string>;
  /** Nothing arrives any more and nobody is told so, as when a cable is pulled from a switch. */
  cut(): void;
  mend(): void;
  end(): void;
};

/** Namespaces whose core was made by `makeCore`, else proxies. */
export function groundOf(core: string | undefined): Ground {
  return core === undefined
    ? { kind: "proxies", core: "127.0.0.1", place: () => proxiedPlace() }
    : { kind: "namespaces", core: coreAddress, place: (number) => namespacedPlace(core, number) };
}

const coreAddress = "10.77.0.1";
/** The network of the namespaces, for who admits it. */
export const network = "10.77.0.0/24";

/** A namespace with a switch in it; null where this user or machine makes none. */
export function makeCore(name: string): { prefix: string[]; end(): void } | null {
  try {
    ip("netns", "add", name);
  } catch {
    return null;
  }
  const end = (): void => ip("netns", "del", name);
  try {
    ip("-n", name, "link", "set", "lo", "up");
    ip("-n", name, "link", "add", "switch", "type", "bridge");
    ip("-n", name, "addr", "add", `${coreAddress}/24`, "dev", "switch");
    ip("-n", name, "link", "set", "switch", "up");
  } catch {
    end();
    return null;
  }
  return { prefix: ["ip", "netns", "exec", name], end };
}

function namespacedPlace(core: string, number: number): Place {
  const name = `${core}-${number}`;
  const port = `port${number}`;
  ip("netns", "add", name);
  ip("-n", core, "link", "add", port, "type", "veth", "peer", "name", "uplink", "netns", name);
  ip("-n", core, "link", "set", port, "master", "switch", "up");
  ip("-n", name, "addr", "add", `10.77.0.${10 + number}/24`, "dev", "uplink");
  ip("-n", name, "link", "set", "uplink", "up");
  ip("-n", name, "link", "set", "lo", "up");
  return {
    prefix: ["ip", "netns", "exec", name],
    reach: async (ofCore) => `${coreAddress}:${ofCore}`,
    // The link stays up: a machine that sees its own cable gone has an easier time.
    cut: () => ip("-n", core, "link", "set", port, "nomaster"),
    mend: () => ip("-n", core, "link", "set", port, "master", "switch"),
    end: () => ip("netns", "del", name),
  };
}

function ip(...args: string[]): void {
  execFileSync("ip", args, { stdio: "ignore" });
}

/** One proxy for each port of the core that the place uses; while it is cut it holds everything back. */
function proxiedPlace(): Place {
  const state: Proxied = { isCut: false, sockets: new Set(), servers: new Map() };
  const each = (what: (socket: Socket) => void): void => state.sockets.forEach(what);
  return {
    prefix: [],
    reach: async (port) => {
      const server = state.servers.get(port) ?? (await openProxy(state, port));
      state.servers.set(port, server);
      return `127.0.0.1:${(server.address() as AddressInfo).port}`;
    },
    cut: () => {
      state.isCut = true;
      each((socket) => socket.pause());
    },
    mend: () => {
      state.isCut = false;
      // What was held back is as late as packets sent again would be.
      each((socket) => socket.resume());
    },
    end: () => {
      for (const server of state.servers.values()) server.close();
      each((socket) => socket.destroy());
    },
  };
}

type Proxied = { isCut: boolean; sockets: Set<Socket>; servers: Map<number, Server> };

function openProxy(state: Proxied, port: number): Promise<Server> {
  const server = createServer({ allowHalfOpen: true }, (near) => {
    const far = connect({ port, host: "127.0.0.1", allowHalfOpen: true });
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      state.sockets.add(from);
      from.on("data", (chunk) => void to.write(chunk));
      from.on("end", () => to.end());
      from.on("error", () => to.destroy());
      from.on("close", () => state.sockets.delete(from));
      if (state.isCut) from.pause();
    }
  });
  return new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(server)));
}
