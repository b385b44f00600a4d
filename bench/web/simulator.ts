// The simulator of this benchmark: a process that can be killed and started again, and still knows who is linked.

import { join } from "node:path";
import { freePort } from "../../e2e/stack.ts";
import { askSimulator } from "../house/house.ts";
import { type Role, startRole } from "../house/role.ts";

export type WebSimulator = {
  url: string;
  /** Of the process that runs now. */
  role(): Role;
  kill(): Promise<void>;
  start(): Promise<void>;
};

/** Nobody makes anybody wait: what is measured is the software. */
const hastyPeople = { sent_ms: 0, delivered_ms: 1, read_ms: 1 };

export async function startSimulator(
  end: AsyncDisposableStack,
  directory: string,
  profiles: string | undefined,
): Promise<WebSimulator> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const start = async (profile?: string): Promise<Role> => {
    const role = await startRole(end, {
      name: "simulator",
      module: new URL("../../simulator/src/main.ts", import.meta.url),
      env: {
        ...process.env,
        WAYPOST_SIMULATOR_PORT: String(port),
        WAYPOST_SIMULATOR_LINKS_FILE: join(directory, "links.json"),
      },
      profiles: profile,
    });
    await askSimulator(url, "people/defaults", "PUT", hastyPeople);
    return role;
  };
  let role = await start(profiles);
  return {
    url,
    role: () => role,
    kill: async () => {
      const gone = new Promise((resolve) => role.child.once("exit", resolve));
      role.child.kill("SIGKILL");
      await gone;
    },
    start: async () => {
      role = await start();
    },
  };
}
