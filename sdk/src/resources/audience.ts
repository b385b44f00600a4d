// People: contacts, what they agreed to, and who is not to be written to.

import type { Body, CallOptions, Query } from "../call.ts";
import type { Core } from "../core.ts";

export function contactsOf({ request, list }: Core) {
  return {
    /** Makes the contact, or changes the one who has this phone number. */
    upsert: (contact: Body<"POST /v1/contacts">, options?: CallOptions) =>
      request("POST /v1/contacts", { ...options, body: contact }),
    get: (id: string, options?: CallOptions) =>
      request("GET /v1/contacts/{id}", { ...options, params: { id } }),
    list: (query: Query<"GET /v1/contacts"> = {}, options?: CallOptions) =>
      list("GET /v1/contacts", { ...options, query }),
    update: (id: string, changes: Body<"PATCH /v1/contacts/{id}">, options?: CallOptions) =>
      request("PATCH /v1/contacts/{id}", { ...options, params: { id }, body: changes }),
    delete: (id: string, options?: CallOptions) =>
      request("DELETE /v1/contacts/{id}", { ...options, params: { id } }),
  };
}

export function consentsOf({ request, list }: Core) {
  return {
    /** Adds to the evidence; nothing in it is ever changed. */
    append: (consent: Body<"POST /v1/consents">, options?: CallOptions) =>
      request("POST /v1/consents", { ...options, body: consent }),
    list: (query: Query<"GET /v1/consents"> = {}, options?: CallOptions) =>
      list("GET /v1/consents", { ...options, query }),
  };
}

export function suppressionsOf({ request, list }: Core) {
  return {
    add: (suppression: Body<"POST /v1/suppressions">, options?: CallOptions) =>
      request("POST /v1/suppressions", { ...options, body: suppression }),
    list: (query: Query<"GET /v1/suppressions"> = {}, options?: CallOptions) =>
      list("GET /v1/suppressions", { ...options, query }),
    remove: (id: string, query: Query<"DELETE /v1/suppressions/{id}">, options?: CallOptions) =>
      request("DELETE /v1/suppressions/{id}", { ...options, params: { id }, query }),
  };
}
