// What may be made to go wrong on the WhatsApp Web door: the `web` section of the faults document.
import { boolean, integer, list, oneOf, orNull, range, rate, record, required, text } from "../document.ts";
import type { Range, Reader } from "../document.ts";

export type WebFaults = {
  /** How long everything the server says takes. */
  latency_ms: Range;
  /** These business numbers only, in digits; empty means every number. */
  only_numbers: string[];
  /** Shares of messages: accepted without an ack; lost with the connection before, or after, acceptance. */
  ack_loss: number;
  drop_before: number;
  drop_after: number;
  /** Shares of messages answered with an error ack. */
  errors: WebErrorFault[];
  /** Shares of messages a phone, or a linked device, cannot decrypt at first and asks for again. */
  phone_retry: number;
  device_retry: number;
  /** Nothing is answered, connections stay open: they end in 408. */
  silence: boolean;
  connecting: ConnectingFaults;
};

/** 463: restricted; 479: stanza refused (NACK and server codes as clients know them). */
export type WebErrorFault = { code: number; rate: number };

export type ConnectingFaults = {
  /** HTTP status the upgrade is refused with; clients that wait for a socket then hang. */
  refuse_upgrade: number | null;
  /** `<failure reason>` of every login. */
  refuse_login: 401 | 403 | 405 | 500 | 503 | null;
  /** Clients whose version (the last of its three numbers) is lower are refused with 405. */
  minimum_version: number | null;
};

const connecting: Reader<ConnectingFaults> = record({
  refuse_upgrade: orNull(integer({ min: 400, max: 599, default: 503 }), null),
  refuse_login: oneOf<ConnectingFaults["refuse_login"]>([401, 403, 405, 500, 503, null], null),
  minimum_version: orNull(integer({ min: 0, max: 4_294_967_295, default: 0 }), null),
});

export const ackError = integer({ min: 400, max: 599, default: 463 });

export const readWebFaults: Reader<WebFaults> = record({
  latency_ms: range({ min: 0, max: 0 }),
  only_numbers: list(text(/^[1-9]\d{4,14}$/)),
  ack_loss: rate,
  drop_before: rate,
  drop_after: rate,
  errors: list(record<WebErrorFault>({ code: required(ackError), rate: required(rate) })),
  phone_retry: rate,
  device_retry: rate,
  silence: boolean(false),
  connecting,
});
