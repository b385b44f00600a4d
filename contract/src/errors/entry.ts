// What the error dictionary says about one code.

export type ErrorEntry = {
  title: string;
  /** The HTTP status of an answer with this code; null when it is only ever a message's error. */
  status: number | null;
  cause: string;
  /** Who can put it right. */
  who: "caller" | "operator" | "recipient" | "provider" | "waypost";
  remedy: string;
  /** Whether the same request or message may succeed later without anybody changing it. */
  retryable: boolean;
  /** Whether a message may have reached its recipient in spite of this error. */
  maybe_sent: boolean;
  /** The provider codes this stands for, as `transport:code`. */
  upstream: readonly string[];
};
