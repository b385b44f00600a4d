// What a browser tells of a page: its first paint, how late a click shows, how far and how smoothly it scrolls. What
// runs in the page is text: the page's policy stops scripts that are put into it, not what its debugger asks.

import type { Page } from "playwright-core";

/** Milliseconds from the navigation. */
export async function firstPaint(page: Page): Promise<number> {
  return page.evaluate(`new Promise((resolve) => new PerformanceObserver((list) => {
    const paint = list.getEntriesByName("first-contentful-paint")[0];
    if (paint) resolve(paint.startTime);
  }).observe({ type: "paint", buffered: true }))`);
}

const clicks = 7;

/** The median of some clicks: from the event's own time to the frame after `shows` is there. */
export async function clickLatencies(page: Page, row: string, shows: string): Promise<number> {
  const taken: number[] = [];
  for (let click = 0; click < clicks; click++) {
    const shown = page.evaluate<number>(`new Promise((resolve) => {
      addEventListener("click", ({ timeStamp }) => {
        const look = () => document.querySelector(${JSON.stringify(shows)})
          ? requestAnimationFrame((at) => resolve(performance.now() - timeStamp))
          : requestAnimationFrame(look);
        requestAnimationFrame(look);
      }, { once: true, capture: true });
    })`);
    await page.click(row);
    taken.push(await shown);
    await page.keyboard.press("Escape");
    await page
      .locator(shows)
      .waitFor({ state: "detached" })
      .catch(() => undefined);
  }
  return taken.toSorted((a, b) => a - b)[Math.floor(clicks / 2)] ?? 0;
}

type Wanted = { count: number; patienceMs: number };

/** Scrolls to the end again and again, so that each page is fetched after the one before. */
export async function reachRows(
  page: Page,
  box: string,
  { count, patienceMs }: Wanted,
): Promise<{ rows: number; ms: number }> {
  return page.evaluate(`new Promise((resolve) => {
    const box = document.querySelector(${JSON.stringify(box)});
    const began = performance.now();
    const step = () => {
      box.scrollTop = box.scrollHeight;
      const rows = Math.round(box.querySelectorAll('[role="rowgroup"]')[1].offsetHeight / 44);
      const ms = performance.now() - began;
      if (rows >= ${count} || ms > ${patienceMs}) resolve({ rows, ms });
      else requestAnimationFrame(step);
    };
    step();
  })`);
}

const scrollMs = 4_000;

/** Two rows further with each frame, from the top. `slow`: milliseconds of the frame that 99 of 100 are faster than. */
export async function scrollFrames(page: Page, box: string): Promise<{ fps: number; slow: number }> {
  await page.bringToFront();
  return page.evaluate(`new Promise((resolve) => {
    const box = document.querySelector(${JSON.stringify(box)});
    box.scrollTop = 0;
    const took = [];
    let before = null, began = null;
    const step = (at) => {
      began ??= at;
      if (before !== null) took.push(at - before);
      before = at;
      box.scrollTop += 88;
      if (at - began < ${scrollMs}) return requestAnimationFrame(step);
      took.sort((a, b) => a - b);
      resolve({ fps: took.length / ((at - began) / 1000), slow: took[Math.floor(took.length * 0.99)] });
    };
    requestAnimationFrame(step);
  })`);
}
