// The cache of what the API answered, and what happens when a session is over.
import { isCode } from "@waypost/sdk";
import { MutationCache, QueryCache, QueryClient } from "@tanstack/react-query";
import { me } from "../api/person.ts";

export const queryClient = new QueryClient({
  queryCache: new QueryCache({ onError: endSession }),
  mutationCache: new MutationCache({ onError: endSession }),
  defaultOptions: {
    queries: {
      // Events say what is out of date (api/live.ts); this is for who comes back after a while.
      staleTime: 30_000,
      // The SDK's client has tried again already where that may help.
      retry: false,
      // Asked or not: a browser that thinks it is offline may well reach a server in its own network.
      networkMode: "always",
    },
    mutations: { networkMode: "always" },
  },
});

/** The pages' guard sees that nobody is there, and shows the way in. */
function endSession(error: Error): void {
  if (isCode(error, "unauthorized") && queryClient.getQueryData(me.queryKey) !== undefined) {
    queryClient.clear();
    window.dispatchEvent(new Event("waypost:session-ended"));
  }
}
