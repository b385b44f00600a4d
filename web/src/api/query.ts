// How components read and change what the API has: typed by the route's name, cached under its path.
import type { Answer, Item, JsonRoute, ListRoute, MaybeGiven } from "@waypost/sdk";
import {
  infiniteQueryOptions,
  keepPreviousData,
  queryOptions,
  useMutation,
  type UseMutationResult,
} from "@tanstack/react-query";
import { waypost } from "./client.ts";
import { currentMode } from "./mode.ts";
import { withProof } from "./proof.ts";

export type ReadRoute = Extract<JsonRoute, `GET ${string}`>;

/** By mode, then path: everything under a path is found without knowing what it was asked with. */
export type ApiKey = readonly [mode: string, path: string, given: unknown];

/** `useQuery(read("GET /v1/senders"))`, `useSuspenseQuery(read("GET /v1/messages/{id}", { params: { id } }))` */
export function read<Name extends ReadRoute>(route: Name, ...given: MaybeGiven<Name>) {
  return queryOptions({
    queryKey: keyOf(route, given[0]),
    queryFn: ({ signal }) => ask<Answer<Name>>(route, { ...given[0], signal }),
  });
}

/** A list, page by page: `useInfiniteQuery(readPages("GET /v1/messages", { query }))`. */
export function readPages<Name extends ListRoute & ReadRoute>(route: Name, ...given: MaybeGiven<Name>) {
  return infiniteQueryOptions({
    // Pages are kept in another shape than one answer, so the same question may be asked both ways.
    queryKey: keyOf(route, { pages: given[0] ?? null }),
    queryFn: ({ pageParam, signal }: { pageParam: string | null; signal: AbortSignal }) => {
      const query = { ...(given[0] as { query?: object } | undefined)?.query };
      const after = pageParam === null ? {} : { after: pageParam };
      return ask<{ data: Item<Name>[]; next: string | null }>(route, {
        ...given[0],
        query: { limit: pageSize, ...query, ...after },
        signal,
      });
    },
    initialPageParam: firstPage(),
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
  });
}

const pageSize = 100;

/** Before any cursor. */
function firstPage(): string | null {
  return null;
}

export type Change<Name extends JsonRoute> = UseMutationResult<Answer<Name>, Error, MaybeGiven<Name>[0]>;

/** `const resend = useChange("POST /v1/messages/{id}/resend"); resend.mutate({ params: { id } })` */
export function useChange<Name extends Exclude<JsonRoute, ReadRoute>>(route: Name): Change<Name> {
  return useMutation({
    mutationFn: (given: MaybeGiven<Name>[0]) => withProof(() => ask<Answer<Name>>(route, given ?? {})),
    // Whatever hangs on that path may be different now.
    onSuccess: (_answer, _given, _context, { client }) => {
      // Nobody waits for it: what was done is done.
      void client.invalidateQueries({ predicate: ({ queryKey }) => isUnder(queryKey, resourceOf(route)) });
    },
  });
}

function keyOf(route: string, given: unknown): ApiKey {
  return [currentMode(), route.split(" ")[1] ?? "", given ?? null];
}

/** `/v1/messages` of `POST /v1/messages/{id}/resend`. */
export function resourceOf(route: string): string {
  return /\/v1\/[^/{]+/.exec(route)?.[0] ?? "";
}

export function isUnder(key: readonly unknown[], resource: string): boolean {
  const path = key[1];
  return typeof path === "string" && (path === resource || path.startsWith(`${resource}/`));
}

/** The types say which call goes with which route; the way itself is the same for all. */
async function ask<Result>(route: JsonRoute, given: object): Promise<Result> {
  const answer: unknown = await waypost.request(route, given);
  return answer as Result;
}
