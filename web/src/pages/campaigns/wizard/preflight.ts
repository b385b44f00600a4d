// The reckoning of a draft, kept under the campaigns' path: a change of the draft makes it out of date.
import { queryOptions } from "@tanstack/react-query";
import { waypost } from "../../../api/client.ts";
import { currentMode } from "../../../api/mode.ts";

/** The API itself gives up exactness after twenty seconds. */
const timeoutMs = 60_000;

export const preflight = (id: string) =>
  queryOptions({
    queryKey: [currentMode(), "/v1/campaigns/{id}/preflight", { params: { id } }],
    queryFn: ({ signal }) =>
      waypost.request("POST /v1/campaigns/{id}/preflight", { params: { id }, signal, timeoutMs }),
    retry: false,
    refetchOnWindowFocus: false,
  });
