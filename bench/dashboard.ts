// The dashboard in a real browser beside bare HTML: how soon something stands, how soon a click shows, how it scrolls.

import type { Page } from "playwright-core";
import { type House, openHouse } from "../e2e/dashboard/house.ts";
import { barePage, serveBare } from "./dashboard/bare.ts";
import { clickLatencies, firstPaint, reachRows, scrollFrames } from "./dashboard/looks.ts";
import type { Benchmark, Choices } from "./main.ts";
import { interleave, median, medianShare, percent } from "./measure/rounds.ts";
import { printTable } from "./measure/table.ts";

export const dashboard: Benchmark = {
  summary:
    "the dashboard in Chromium: first paint, clicks, and scrolling 100,000 messages, next to bare HTML",
  run,
};

const box = '[class*="box"]:has(> [role="table"])';

async function run(
  end: AsyncDisposableStack,
  _profiles: string | undefined,
  { short }: Choices,
): Promise<void> {
  const count = short ? 5_000 : 100_000;
  const house = await openHouse();
  end.defer(() => house.close());
  await fill(house, count);
  const bare = await serveBare(end, count);
  await measurePaint(house, bare);

  const ours = await house.open("/messages", { viewport });
  const theirs = await house.browser.newPage({ viewport });
  await theirs.goto(`${bare}/page`);
  await ours.getByRole("row").nth(1).waitFor();
  await measureClicks(ours, theirs);
  const reached = await reachRows(ours, box, { count, patienceMs: short ? 60_000 : 120_000 });
  console.log(
    `  ${reached.rows} of ${count} messages were fetched by scrolling, in ${Math.round(reached.ms / 1_000)} s`,
  );
  await theirs.goto(`${bare}/table`);
  await measureScrolling(ours, theirs);
}

const viewport = { width: 1280, height: 800 };

/** They wait: what is measured is not the machine sending. */
async function fill({ stack }: House, count: number): Promise<void> {
  const { body } = await stack.request("GET", "/v1/senders");
  await stack.request("PATCH", `/v1/senders/${body.data[0].id}`, { paused: true });
  for (let made = 0; made < count; made += 1_000) {
    const messages = Array.from({ length: 1_000 }, (_, index) => ({
      to: `+1415${String(5_000_000 + made + index)}`,
      type: "text",
      text: { body: "Your order 1042 is on its way and arrives on Thursday." },
    }));
    // oxlint-disable-next-line no-await-in-loop -- a batch after the other
    const { status } = await stack.request("POST", "/v1/messages/batch", { messages });
    if (status >= 300) throw new Error(`the batch was answered with ${status}`);
  }
}

/** A browser that has nothing of it yet, each time. */
async function measurePaint(house: House, bare: string): Promise<void> {
  const first = async (open: () => Promise<Page>): Promise<number> => {
    const page = await open();
    const ms = await firstPaint(page);
    await page.context().close();
    return ms;
  };
  const [theirs = [], signIn = [], messages = []] = await interleave([
    () => first(async () => barePage(house, bare)),
    () => first(() => house.openStranger("/sign-in", { viewport })),
    () => first(() => house.open("/messages", { viewport })),
  ]);
  printTable(
    ["first contentful paint", "ms", "of bare"],
    [
      ["a bare HTML page", median(theirs), "100 %"],
      ["signing in", median(signIn), percent(medianShare(signIn, theirs))],
      ["the log of messages", median(messages), percent(medianShare(messages, theirs))],
    ],
  );
}

async function measureClicks(ours: Page, theirs: Page): Promise<void> {
  const open = (page: Page, row: string, dialog: string): Promise<number> =>
    clickLatencies(page, row, dialog);
  const [bare = [], messages = []] = await interleave([
    () => open(theirs, "tbody tr:nth-child(3)", "dialog[open]"),
    () => open(ours, '[role="row"][aria-rowindex="4"]', '[role="dialog"]'),
  ]);
  printTable(
    ["from a click on a row to the next frame with its message", "ms", "of bare"],
    [
      ["a bare table of 100 rows and a <dialog>", median(bare), "100 %"],
      ["the log of messages", median(messages), percent(medianShare(messages, bare))],
    ],
  );
}

async function measureScrolling(ours: Page, theirs: Page): Promise<void> {
  const [bare = [], messages = []] = await interleave([
    () => scrollFrames(theirs, "main"),
    () => scrollFrames(ours, box),
  ]);
  const fps = (frames: typeof bare): number[] => frames.map((each) => each.fps);
  printTable(
    ["scrolling", "frames/s", "slowest frame in 100, ms", "of bare"],
    [
      ["a bare table of all rows", median(fps(bare)), median(bare.map(({ slow }) => slow)), "100 %"],
      [
        "the log of messages",
        median(fps(messages)),
        median(messages.map(({ slow }) => slow)),
        percent(medianShare(fps(messages), fps(bare))),
      ],
    ],
  );
}
