// Asks the simulator in Meta's place with published requests, word for word, as no client of ours would.

import { createSimulator, type SandboxConfig } from "@waypost/simulator";

export type PublishedGraph = {
  config: SandboxConfig;
  /** `path` is below the version; `{number}` and `{account}` stand for the sandbox's own. */
  ask(method: string, path: string, body?: object | FormData): Promise<Answered>;
  /** The control API of the simulator, for what only people and Meta do. */
  control(method: string, path: string, body: object): Promise<Answered["body"]>;
  stop(): Promise<void>;
};

export type Answered = { status: number; body: Readonly<Record<string, unknown>> };

export async function startPublishedGraph(): Promise<PublishedGraph> {
  const simulator = createSimulator({
    // All of them go to the one person of Meta's examples.
    settings: { templates: { review_ms: 1 }, limits: { pair_interval_ms: null } },
  });
  const { url } = await simulator.start();
  const config = simulator.config();
  return {
    config,
    ask: async (method, path, body) => {
      const place = path.replace("{number}", config.phone_number_id).replace("{account}", config.waba_id);
      const isForm = body instanceof FormData;
      const response = await fetch(`${config.graph_url}/${config.version}/${place}`, {
        method,
        headers: {
          authorization: `Bearer ${config.access_token}`,
          ...(body !== undefined && !isForm && { "content-type": "application/json" }),
        },
        ...(body !== undefined && { body: isForm ? body : JSON.stringify(body) }),
      });
      return { status: response.status, body: (await response.json()) as Answered["body"] };
    },
    control: async (method, path, body) => {
      const response = await fetch(`${url}/_sim/${path}`, { method, body: JSON.stringify(body) });
      if (!response.ok) throw new Error(await response.text());
      return (await response.json()) as Answered["body"];
    },
    stop: () => simulator.stop(),
  };
}
