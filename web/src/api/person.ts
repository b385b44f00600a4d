// Who is signed in, and what they may do where they work.
import type { MeResource } from "@waypost/contract";
import { type QueryClient, queryOptions, useSuspenseQuery } from "@tanstack/react-query";
import { callGate } from "./gates.ts";

export type Person = MeResource;

export const me = queryOptions({
  queryKey: ["me"],
  queryFn: () => callGate("GET /v1/me"),
  staleTime: 5 * 60_000,
  retry: false,
});

/** Somebody else, or elsewhere: what was seen before is forgotten, and whoever shows who is here hears of it. */
export function becomePerson(client: QueryClient, person: Person): void {
  client.setQueryData(me.queryKey, person);
  client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== me.queryKey[0] });
}

/** Inside the pages that only who is signed in sees. */
export function usePerson(): Person {
  return useSuspenseQuery(me).data;
}

export function useMay(scope: string): boolean {
  return usePerson().scopes.includes(scope);
}
