// The dashboard as people meet it: the product on free ports, a real browser, and somebody who may do everything.
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { Browser, BrowserContext, BrowserContextOptions, Page } from "playwright-core";
import { openBrowser, type Seen, watch } from "../browser/browser.ts";
import { type Stack, startStack } from "../stack.ts";

export type House = {
  stack: Stack;
  browser: Browser;
  /** What ran that should not, and what a policy had to stop: nothing, after every story. */
  seen: Seen;
  /** A page of somebody signed in; its context is closed with the house. */
  open(path: string, look?: Look): Promise<Page>;
  /** A page of nobody yet. */
  openStranger(path: string, look?: Look): Promise<Page>;
  close(): Promise<void>;
};

export type Look = Pick<BrowserContextOptions, "viewport" | "colorScheme"> & { language?: string };

export const ada = { email: "ada@example.com", name: "Ada", password: "quiet-ladder-blossom-47" };

/** Built once for a state of the sources, whoever asks first. */
export async function buildDashboard(): Promise<void> {
  const program = fileURLToPath(new URL("../../bin/build-dashboard.js", import.meta.url));
  await promisify(execFile)(process.execPath, [program]);
}

export async function openHouse(env: NodeJS.ProcessEnv = {}): Promise<House> {
  await buildDashboard();
  const [stack, browser] = await Promise.all([startStack(env), openBrowser()]);
  const seen: Seen = { executions: [], violations: [] };
  const contexts = { browser, stack, seen };
  const begin = `setup#${setupToken(stack)}`;
  let kept: BrowserContextOptions["storageState"];
  return {
    stack,
    browser,
    seen,
    open: async (path, look = {}) => {
      kept ??= await becomeFirst(contexts);
      const context = await openContext(contexts, {
        look,
        ...(kept === undefined ? {} : { storageState: kept }),
      });
      return goTo(context, stack, path);
    },
    openStranger: async (path, look = {}) =>
      goTo(await openContext(contexts, { look }), stack, path === "/setup" ? `/${begin}` : path),
    close: async () => {
      await browser.close();
      await stack.stop();
    },
  };
}

export function setupToken(stack: Stack): string {
  return /\/setup#([\w-]{43})/.exec(stack.output())?.[1] ?? "";
}

/** Where the menu leads: every page that its owner may open. */
export async function placesIn(page: Page): Promise<string[]> {
  const links = page.locator("nav a");
  await links.first().waitFor({ state: "attached" });
  return Promise.all((await links.all()).map(async (link) => (await link.getAttribute("href")) ?? "/"));
}

type Contexts = Pick<House, "browser" | "stack" | "seen">;

async function openContext(
  { browser, seen }: Contexts,
  { look: { language, ...look }, ...more }: BrowserContextOptions & { look: Look },
): Promise<BrowserContext> {
  const context = await browser.newContext({ locale: language ?? "en", ...look, ...more });
  await watch(context, seen);
  return context;
}

async function goTo(context: BrowserContext, stack: Stack, path: string): Promise<Page> {
  const page = await context.newPage();
  await page.goto(stack.apiUrl + path);
  return page;
}

/** Ada, by the link in the log, without a page: what it takes to have her cookie. */
async function becomeFirst(contexts: Contexts): Promise<Awaited<ReturnType<BrowserContext["storageState"]>>> {
  const context = await openContext(contexts, { look: {} });
  const { apiUrl } = contexts.stack;
  const origin = { origin: new URL(apiUrl).origin.replace("127.0.0.1", "localhost") };
  const made = await context.request.post(`${apiUrl}/v1/auth/setup`, {
    data: { token: setupToken(contexts.stack), ...ada },
    headers: { ...origin, "sec-fetch-site": "same-origin" },
  });
  const entered = made.ok()
    ? made
    : await context.request.post(`${apiUrl}/v1/auth/sign-in`, {
        data: { email: ada.email, password: ada.password },
        headers: { "sec-fetch-site": "same-origin" },
      });
  if (!entered.ok()) throw new Error(`signing in: ${entered.status()} ${await entered.text()}`);
  const state = await context.storageState();
  await context.close();
  return state;
}
