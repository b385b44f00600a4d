// A refusal in Meta's error envelope (Meta: Graph API).
import { errorCode } from "../error-codes.ts";

export type GraphErrorOptions = {
  details?: string;
  /** Replaces the code's title in `message`. */
  message?: string;
  subcode?: number;
  status?: number;
  /** Template creation puts the real reason here (Meta: Graph API). */
  userTitle?: string;
  userMessage?: string;
};

export class GraphError extends Error {
  readonly code: number;
  readonly status: number;
  readonly options: GraphErrorOptions;
  constructor(code: number, options: GraphErrorOptions = {}) {
    super(options.message ?? errorCode(code).title);
    this.code = code;
    this.status = options.status ?? errorCode(code).status;
    this.options = options;
  }
}

/** A wrong parameter of the call itself, in Graph's own words. */
export function badParameter(message: string, details = message): GraphError {
  return new GraphError(100, { message, details });
}

/** Absent objects and objects of somebody else answer alike: HTTP 400, code 100, subcode 33. */
export function unknownObject(method: string, id: string): GraphError {
  return new GraphError(100, {
    subcode: 33,
    message:
      `Unsupported ${method.toLowerCase()} request. Object with ID '${id}' does not exist, ` +
      "cannot be loaded due to " +
      "missing permissions, or does not support this operation. Please read the Graph API documentation at " +
      "https://developers.facebook.com/docs/graph-api",
  });
}

export function envelopeOf({ code, message, options }: GraphError, traceId: string): object {
  const titled = code === 190 || code === 104 || options.subcode === 33 ? message : `(#${code}) ${message}`;
  const details = options.details ?? errorCode(code).details;
  return {
    error: {
      message: titled,
      type: options.subcode === 33 ? "GraphMethodException" : "OAuthException",
      code,
      ...(options.subcode !== undefined && { error_subcode: options.subcode }),
      ...(code !== 190 && code !== 104 && { error_data: { messaging_product: "whatsapp", details } }),
      ...(TRANSIENT.has(code) && { is_transient: true }),
      ...(options.userTitle && { error_user_title: options.userTitle }),
      ...(options.userMessage && { error_user_msg: options.userMessage }),
      fbtrace_id: traceId,
    },
  };
}

const TRANSIENT = new Set([2, 4, 80007, 130429, 131016, 131056]);
