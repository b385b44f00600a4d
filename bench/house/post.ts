// One request to the house's API under the sandbox's key; a refusal is a mistake of the benchmark's.

import type { House } from "./house.ts";

export async function post(house: House, path: string, body: object): Promise<Record<string, unknown>> {
  const answer = await fetch(`http://127.0.0.1:${house.port}${path}`, {
    method: "POST",
    headers: { authorization: `Bearer ${house.sandbox.apiKey}`, "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  const said = (await answer.json()) as Record<string, unknown>;
  if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${JSON.stringify(said)}`);
  return said;
}
