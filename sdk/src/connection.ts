// Where Waypost is, who asks, and with how much patience: the options, checked and with their defaults.

export type WaypostOptions = {
  /** Where Waypost is, such as `https://waypost.example.com`; a path before `/v1` is kept. */
  baseUrl: string;
  /** `wp_live_…` or `wp_test_…`, or what gives the one to use now: it is asked before every try. */
  apiKey: string | (() => string | Promise<string>);
  /** Makes the requests; the platform's own when left out. */
  fetch?: typeof globalThis.fetch;
  /** How long one try may take; 30 s when left out. */
  timeoutMs?: number;
  /** How often a request that failed is made again where that is safe and may help; 3 when left out. */
  retries?: number;
};

export type Connection = {
  /** Without a slash at its end. */
  baseUrl: string;
  apiKey(): string | Promise<string>;
  fetch: typeof globalThis.fetch;
  timeoutMs: number;
  retries: number;
};

export function connect(options: WaypostOptions): Connection {
  const { baseUrl, apiKey, timeoutMs = 30_000, retries = 3 } = options;
  const { protocol, username } = new URL(baseUrl);
  if (!/^https?:$/.test(protocol) || username !== "")
    throw new TypeError("baseUrl must be an http(s) address without a user name in it.");
  if (typeof apiKey === "string" && !/^wp_(live|test)_\S+$/.test(apiKey))
    throw new TypeError("apiKey must begin with wp_live_ or wp_test_.");
  const ask = options.fetch ?? globalThis.fetch;
  return {
    baseUrl: baseUrl.replace(/\/+$/, ""),
    apiKey: () => (typeof apiKey === "string" ? apiKey : apiKey()),
    // Called without a receiver: browsers refuse their own fetch as anybody else's method.
    fetch: (input, init) => ask(input, init),
    timeoutMs,
    retries,
  };
}
