// Senders, the session of one that is linked to a phone, and whether numbers are on WhatsApp.

import type { Body, CallOptions, Query } from "../call.ts";
import type { Core } from "../core.ts";

export function sendersOf(core: Core) {
  const { request, list } = core;
  return {
    create: (sender: Body<"POST /v1/senders">, options?: CallOptions) =>
      request("POST /v1/senders", { ...options, body: sender }),
    get: (id: string, options?: CallOptions) =>
      request("GET /v1/senders/{id}", { ...options, params: { id } }),
    list: (query: Query<"GET /v1/senders"> = {}, options?: CallOptions) =>
      list("GET /v1/senders", { ...options, query }),
    update: (id: string, changes: Body<"PATCH /v1/senders/{id}">, options?: CallOptions) =>
      request("PATCH /v1/senders/{id}", { ...options, params: { id }, body: changes }),
    delete: (id: string, options?: CallOptions) =>
      request("DELETE /v1/senders/{id}", { ...options, params: { id } }),
    session: sessionOf(core),
  };
}

function sessionOf({ request, open }: Core) {
  return {
    get: (id: string, options?: CallOptions) =>
      request("GET /v1/senders/{id}/session", { ...options, params: { id } }),
    start: (id: string, options?: CallOptions) =>
      request("POST /v1/senders/{id}/session/start", { ...options, params: { id } }),
    stop: (id: string, options?: CallOptions) =>
      request("POST /v1/senders/{id}/session/stop", { ...options, params: { id } }),
    restart: (id: string, options?: CallOptions) =>
      request("POST /v1/senders/{id}/session/restart", { ...options, params: { id } }),
    /** Ends the link on the phone as well. */
    logout: (id: string, options?: CallOptions) =>
      request("POST /v1/senders/{id}/session/logout", { ...options, params: { id } }),
    /** What the QR code says. Whoever has it can link themselves to the account. */
    qr: (id: string, options?: CallOptions) =>
      request("GET /v1/senders/{id}/session/qr", { ...options, params: { id } }),
    /** The QR code as a PNG. */
    qrImage: async (id: string, options?: CallOptions): Promise<Blob> => {
      const headers = { ...options?.headers, accept: "image/png" };
      const picture = await open("GET /v1/senders/{id}/session/qr", { ...options, headers, params: { id } });
      return picture.blob();
    },
    /** Eight characters to type on the phone, in place of scanning. */
    pairingCode: (id: string, phone: string, options?: CallOptions) =>
      request("POST /v1/senders/{id}/session/pairing-code", { ...options, params: { id }, body: { phone } }),
    export: (id: string, body: Body<"POST /v1/senders/{id}/session/export">, options?: CallOptions) =>
      request("POST /v1/senders/{id}/session/export", { ...options, params: { id }, body }),
    import: (id: string, body: Body<"POST /v1/senders/{id}/session/import">, options?: CallOptions) =>
      request("POST /v1/senders/{id}/session/import", { ...options, params: { id }, body }),
  };
}

export function numbersOf({ request }: Core) {
  return {
    /** Which of them are on WhatsApp, as a sender linked to a phone sees it. */
    check: (body: Body<"POST /v1/numbers/check">, options?: CallOptions) =>
      request("POST /v1/numbers/check", { ...options, body }),
  };
}
