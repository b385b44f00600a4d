// Posts webhooks of providers that send one event at a time: signed, repeated, and disturbed like Meta's.
import { Agent, request } from "undici";
import { disturb } from "./disturbance.ts";
import type { WebhookDeps } from "./index.ts";

export type HookPost = {
  url: string;
  body: Buffer;
  /** What proves the body; wrong on demand. */
  headers(body: Buffer, wrong: boolean): Record<string, string>;
  /** How long after each failed attempt the next one comes; when there is none, it is lost. */
  retryMs: readonly number[];
};

export type HookPoster = { push(post: HookPost): void; stop(): Promise<void> };

export type HookPosterDeps = Omit<WebhookDeps, "app"> & { onError(problem: unknown): void };

/** While webhooks are held, each looks again this often. */
const HOLD_MS = 50;

export function createHookPoster(deps: HookPosterDeps): HookPoster {
  const { conditions, clock, schedule } = deps;
  const agent = new Agent({ connections: 64, pipelining: 1 });
  const counts = { lost: 0 };
  let stopped = false;

  function attempt(hook: HookPost, retryMs: readonly number[]) {
    if (stopped) return;
    if (conditions.faults.webhooks.hold) {
      return schedule.at(clock.now() + HOLD_MS, () => attempt(hook, retryMs));
    }
    deliver(hook).then((taken) => {
      const [wait, ...rest] = retryMs;
      if (!taken && wait !== undefined) schedule.at(clock.now() + wait, () => attempt(hook, rest));
    }, deps.onError);
  }

  async function deliver({ url, body, headers }: HookPost): Promise<boolean> {
    const wrong = conditions.random.chance("bad signature", conditions.faults.webhooks.bad_signature);
    const timeout = conditions.settings.webhooks.retry.timeout_ms;
    try {
      const answer = await request(url, {
        method: "POST",
        dispatcher: agent,
        headers: { ...headers(body, wrong), "content-type": "application/json" },
        body,
        headersTimeout: timeout,
        bodyTimeout: timeout,
      });
      await answer.body.dump();
      return answer.statusCode >= 200 && answer.statusCode < 300;
    } catch {
      // Unreachable, reset or too slow: all the same to the sender of a webhook.
      return false;
    }
  }

  return {
    push: (post) => disturb({ ...deps, counts }, post, (disturbed) => attempt(disturbed, disturbed.retryMs)),
    async stop() {
      // Gateways share it, and each stops it.
      if (stopped) return;
      stopped = true;
      await agent.destroy();
    },
  };
}
