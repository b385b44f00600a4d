// Whether a page has everything that it asked for.
import type { Page, Request } from "playwright-core";
import { expect } from "vitest";

export type Traffic = { settled(): Promise<void> };

/** What an answer leads to is asked for within that time. */
const restMs = 60;

/** From now on; the stream of events never ends and does not count. */
export function watchTraffic(page: Page): Traffic {
  const asked = new Set<Request>();
  let changedAt = Date.now();
  const end = (request: Request): void => {
    if (asked.delete(request)) changedAt = Date.now();
  };
  page.on("request", (request) => {
    if (/\/v1\/events/.test(request.url())) return;
    asked.add(request);
    changedAt = Date.now();
  });
  page.on("requestfinished", end).on("requestfailed", end);
  const isAtRest = (): boolean => asked.size === 0 && Date.now() - changedAt > restMs;
  return { settled: () => expect.poll(isAtRest, { interval: 25 }).toBe(true) };
}
