// Gateways: programs that hold a device linked to a phone and let others send through it over HTTP.
import type { Answer, Request } from "../http/answer.ts";
import type { InboundMessage } from "../people/inbound.ts";
import type { Status } from "../webhooks/status.ts";

export { judge } from "./judge.ts";
export { createLinks } from "./links.ts";
export type { Link } from "./links.ts";
export { accept } from "./accept.ts";
export type { Sending } from "./accept.ts";

export type Gateway = {
  /** First segment of its addresses. */
  face: string;
  answer(request: Request): Promise<Answer>;
  /** What its owner does on a phone; false when no session of this gateway is meant. */
  scan(phone: number, qr: string): boolean;
  enterCode(phone: number, code: string): boolean;
  unlink(phone: number): boolean;
  tellStatus(row: number, status: Status): void;
  wrote(message: InboundMessage): void;
  /** Forgets sessions and their links. */
  reset(): void;
  stop(): Promise<void>;
};
