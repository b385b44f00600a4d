// Makes sure before anything starts that a port can be listened on, and says in words when it cannot.
import { once } from "node:events";
import { createServer } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { Refusal } from "../kernel/refusal.ts";

export type Port = { port: number; host: string; variable: string };

/**
 * A process that was just killed keeps its port for a moment, so a busy port gets a second to become free.
 */
export async function requireFreePort({ port, host, variable }: Port): Promise<void> {
  for (const deadline = Date.now() + 1_000; ; await delay(50)) {
    const problem = await listeningProblem(port, host);
    if (!problem) return;
    if (problem === "EADDRINUSE" && Date.now() < deadline) continue;
    throw new Refusal(sentence(problem, { port, host, variable }));
  }
}

export async function listeningProblem(port: number, host: string): Promise<string | undefined> {
  const server = createServer();
  try {
    server.listen({ port, host, exclusive: true });
    await once(server, "listening");
    return undefined;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? String(error);
  } finally {
    server.close();
  }
}

function sentence(problem: string, { port, host, variable }: Port): string {
  const otherwise = `set ${variable} to another port`;
  if (problem === "EADDRINUSE") return `Port ${port} is in use by another program: stop it, or ${otherwise}.`;
  if (problem === "EACCES") return `This account may not listen on port ${port}: ${otherwise}.`;
  if (problem === "EADDRNOTAVAIL") return `${host} is not an address of this machine: correct WAYPOST_HOST.`;
  return `Port ${port} on ${host} cannot be listened on (${problem}): ${otherwise}.`;
}
