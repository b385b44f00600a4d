// Where Waypost is, who asks, and with how much patience: the options, checked and with their defaults.

export type WaypostOptions = {
  /** Where Waypost is, such as `https://waypost.example.com`; a path before `/v1` is kept. */
  baseUrl: string;
  /**
   * `wp_live_…` or `wp_test_…`, or what gives the one to use now: it is asked before every try. Null on a page that
   * Waypost itself serves: there the browser's session says who asks.
   */
  apiKey: string | (() => string | Promise<string>) | null;
  /** With a session: in which mode it asks now. A key has its own. Live when left out. */
  mode?: () => "live" | "test";
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
  /** Says who asks. */
  credentials(): Record<string, string> | Promise<Record<string, string>>;
  fetch: typeof globalThis.fetch;
  timeoutMs: number;
  retries: number;
};

export function connect(options: WaypostOptions): Connection {
  const { baseUrl, apiKey, mode = () => "live", timeoutMs = 30_000, retries = 3 } = options;
  const { protocol, username } = new URL(baseUrl);
  if (!/^https?:$/.test(protocol) || username !== "")
    throw new TypeError("baseUrl must be an http(s) address without a user name in it.");
  if (typeof apiKey === "string" && !/^wp_(live|test)_\S+$/.test(apiKey))
    throw new TypeError("apiKey must begin with wp_live_ or wp_test_.");
  const ask = options.fetch ?? globalThis.fetch;
  return {
    baseUrl: baseUrl.replace(/\/+$/, ""),
    credentials: () => (apiKey === null ? { "waypost-mode": mode() } : bearer(apiKey)),
    // Called without a receiver: browsers refuse their own fetch as anybody else's method.
    fetch: (input, init) => ask(input, init),
    timeoutMs,
    retries,
  };
}

async function bearer(apiKey: string | (() => string | Promise<string>)): Promise<Record<string, string>> {
  return { authorization: `Bearer ${typeof apiKey === "string" ? apiKey : await apiKey()}` };
}
