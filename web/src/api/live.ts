// Keeps what is shown up to date: follows the events, gathers them for a moment, and refreshes what they touch.
import type { LiveEvent } from "@waypost/sdk";
import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { waypost } from "./client.ts";
import { changeOf, type LiveChange, type Pages, withStatuses } from "./live-changes.ts";
import { useMode } from "./mode.ts";
import { isUnder } from "./query.ts";
import { currentReach, followReach } from "./reach.ts";

/** Long enough that a burst is one refresh, short enough that a person takes it for at once. */
const gatherMs = 500;

/** For as long as the component is there, in the mode that is shown. */
export function useLive(): void {
  const client = useQueryClient();
  const mode = useMode();
  useEffect(() => {
    const end = new AbortController();
    const gather = createGatherer((events) => apply(client, changeOf(events)));
    void follow(end.signal, gather.take);
    // What happened while nothing answered is told by nobody.
    const forget = followReach(() => {
      if (currentReach() === "answers") void client.invalidateQueries();
    });
    return () => {
      end.abort();
      gather.stop();
      forget();
    };
  }, [client, mode]);
}

async function follow(signal: AbortSignal, take: (event: LiveEvent) => void): Promise<void> {
  try {
    for await (const event of waypost.events({ signal })) take(event);
  } catch {
    // Left, or refused for good: who may not hear events sees what a look at the page shows.
  }
}

function apply(client: QueryClient, { paths, statuses }: LiveChange): void {
  const touched = client
    .getQueryCache()
    .findAll({ predicate: ({ queryKey }) => [...paths].some((path) => isUnder(queryKey, path)) });
  for (const query of touched) {
    const data: unknown = query.state.data;
    if (!isPages(data)) continue;
    const changed = withStatuses(data, statuses);
    if (changed !== data) client.setQueryData(query.queryKey, changed);
  }
  const refreshed = new Set(touched.filter(({ state }) => !isDeep(state.data)));
  void client.invalidateQueries({ predicate: (query) => refreshed.has(query) });
}

function isPages(data: unknown): data is Pages {
  return typeof data === "object" && data !== null && "pages" in data && Array.isArray(data.pages);
}

/** Who has scrolled far is reading: their rows change in place, and the list is not fetched again under them. */
function isDeep(data: unknown): boolean {
  return isPages(data) && data.pages.length > 2;
}

function createGatherer(flush: (events: LiveEvent[]) => void): {
  take(event: LiveEvent): void;
  stop(): void;
} {
  let gathered: LiveEvent[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;
  return {
    take: (event) => {
      gathered.push(event);
      timer ??= setTimeout(() => {
        timer = undefined;
        const events = gathered;
        gathered = [];
        flush(events);
      }, gatherMs);
    },
    stop: () => clearTimeout(timer),
  };
}
