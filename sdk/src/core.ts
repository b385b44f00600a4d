// Any route of the API by its name, typed by the OpenAPI document: what the named resources are made of.

import type { AnyCall, Answer, Given, Item, JsonRoute, ListRoute, MaybeGiven, Route } from "./call.ts";
import type { Connection } from "./connection.ts";
import { createList, type List, type Page } from "./list.ts";
import { openResponse, requestJson } from "./request.ts";

export type Core = {
  /** `await waypost.request("POST /v1/messages/{id}/cancel", { params: { id } })` */
  request<Name extends JsonRoute>(route: Name, ...given: MaybeGiven<Name>): Promise<Answer<Name>>;
  /** The answer with its body unread, for files: it may be streamed. */
  open<Name extends Route>(route: Name, ...given: MaybeGiven<Name>): Promise<Response>;
  /** All of a list: `for await (const contact of waypost.list("GET /v1/contacts")) …` */
  list<Name extends ListRoute>(route: Name, ...given: MaybeGiven<Name>): List<Item<Name>>;
};

export function createCore(connection: Connection): Core {
  return {
    // Waypost is taken at its word: a check against closed schemas would refuse what a newer server adds.
    request: async (route, ...[given]) =>
      (await requestJson(connection, route, callOf(given))) as Answer<typeof route>,
    open: (route, ...[given]) => openResponse(connection, route, callOf(given)),
    list: (route, ...[given]) => {
      const call = callOf(given);
      return createList(async (after) => {
        const query = after === undefined ? call.query : { ...call.query, after };
        return (await requestJson(connection, route, { ...call, query })) as Page<Item<typeof route>>;
      });
    },
  };
}

function callOf(given: Given<Route> | undefined): AnyCall {
  return given ?? {};
}
