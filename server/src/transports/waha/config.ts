// What WAHA's session is configured with: whatever it had, and our webhook.

import { fields } from "../http/json.ts";

/** how-to/events: receipts, people's messages, and the session's own state. */
const events = ["message", "message.any", "message.ack", "message.reaction"].concat([
  "message.edited",
  "message.revoked",
  "session.status",
]);

export type Hook = { url: string; key: string };

type Config = Readonly<Record<string, unknown>>;

/** One of an older version of ours, which asked for less, is asked for anew. */
export function hears(config: Config, { url }: Hook): boolean {
  return hooksIn(config).some((hook) => {
    const asked = fields(hook)["events"];
    return (
      fields(hook)["url"] === url && Array.isArray(asked) && events.every((each) => asked.includes(each))
    );
  });
}

/** WAHA replaces a configuration as a whole, so what others wanted of the session stays in it. */
export function withHook(config: Config, { url, key }: Hook): Config {
  const ours = {
    url,
    events,
    hmac: { key },
    // About five minutes: a restart of ours, and a little more.
    retries: { policy: "exponential", delaySeconds: 2, attempts: 8 },
  };
  const others = hooksIn(config).filter((hook) => fields(hook)["url"] !== url);
  return { ...config, webhooks: [...others, ours] };
}

function hooksIn(config: Config): unknown[] {
  const { webhooks } = config;
  return Array.isArray(webhooks) ? webhooks : [];
}
