// The API as the dashboard calls it: the SDK's client, with the browser's session in place of a key.
import { createWaypost } from "@waypost/sdk";
import { currentMode } from "./mode.ts";
import { watchedFetch } from "./reach.ts";

export const waypost = createWaypost({
  baseUrl: location.origin,
  apiKey: null,
  mode: currentMode,
  fetch: watchedFetch,
  timeoutMs: 20_000,
  retries: 1,
});
