// Templates, from the draft to what Meta says of it.

import type { Body, CallOptions, Query } from "../call.ts";
import type { Core } from "../core.ts";

export function templatesOf({ request, list }: Core) {
  return {
    create: (template: Body<"POST /v1/templates">, options?: CallOptions) =>
      request("POST /v1/templates", { ...options, body: template }),
    get: (id: string, options?: CallOptions) =>
      request("GET /v1/templates/{id}", { ...options, params: { id } }),
    list: (query: Query<"GET /v1/templates"> = {}, options?: CallOptions) =>
      list("GET /v1/templates", { ...options, query }),
    update: (id: string, changes: Body<"PATCH /v1/templates/{id}">, options?: CallOptions) =>
      request("PATCH /v1/templates/{id}", { ...options, params: { id }, body: changes }),
    delete: (id: string, options?: CallOptions) =>
      request("DELETE /v1/templates/{id}", { ...options, params: { id } }),
    /** Hands it to Meta's review. */
    submit: (id: string, options?: CallOptions) =>
      request("POST /v1/templates/{id}/submit", { ...options, params: { id } }),
    unpause: (id: string, options?: CallOptions) =>
      request("POST /v1/templates/{id}/unpause", { ...options, params: { id } }),
    /** What a person would see. */
    preview: (id: string, values: Body<"POST /v1/templates/{id}/preview">, options?: CallOptions) =>
      request("POST /v1/templates/{id}/preview", { ...options, params: { id }, body: values }),
    /** Brings home what Meta has. */
    sync: (body: Body<"POST /v1/templates/sync">, options?: CallOptions) =>
      request("POST /v1/templates/sync", { ...options, body }),
  };
}
