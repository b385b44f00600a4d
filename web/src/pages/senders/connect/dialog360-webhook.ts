// Where 360dialog is to report, as a line for a terminal (docs.360dialog.com, "Webhook URL"). Pure.

/** The only server that passes the Cloud API on (docs.360dialog.com, "The Basics"). */
export const dialog360Url = "https://waba-v2.360dialog.io";

export type Told = {
  /** Of the provider, or of the simulator in its place. */
  server: string;
  /** Our address for its webhooks. */
  url: string;
  /** What it sends along, so that we know it was 360dialog. */
  secret: string;
};

/** The key stays a variable: a line that is copied ends up in histories and chats. */
export function webhookLine({ server, url, secret }: Told): string {
  const body = JSON.stringify({ url, headers: { Authorization: secret } });
  return [
    `curl -X POST '${server}/v1/configs/webhook'`,
    `-H "D360-API-KEY: $D360_API_KEY"`,
    `-H "Content-Type: application/json"`,
    `-d '${body}'`,
  ].join(" \\\n  ");
}

/** One for all of its numbers. */
export function dialog360Hook(origin: string): string {
  return `${origin}/hooks/dialog360`;
}
