// Whether Waypost answers: learned from every request there is, so that nothing has to be asked for its own sake.
import { useSyncExternalStore } from "react";
import { createStore } from "./store.ts";

export type Reach = "answers" | "lost";

const store = createStore<Reach>("answers");

export const followReach = store.follow;
export const currentReach = store.get;

export function useReach(): Reach {
  return useSyncExternalStore(store.follow, store.get);
}

/** The browser's own, with an eye on whether anything comes back. A proxy's excuse counts as nothing. */
export async function watchedFetch(input: RequestInfo | URL, init?: RequestInit): Promise<Response> {
  try {
    const response = await fetch(input, init);
    store.set([502, 504].includes(response.status) ? "lost" : "answers");
    return response;
  } catch (error) {
    // Who called it off learned nothing about the line.
    if (init?.signal?.aborted !== true) store.set("lost");
    throw error;
  }
}
