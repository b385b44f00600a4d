// A real browser from the registry, and an eye on whatever runs in it that should not.

import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import packed, { inflate } from "@sparticuz/chromium";
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";

/** The package's own list of flags turns web security off, which is what is looked at here. */
const flags = ["--no-sandbox", "--no-zygote", "--disable-gpu", "--disable-dev-shm-usage"];

/** The packed browser is for Linux; elsewhere it is the Chrome that is installed. */
export async function openBrowser(): Promise<Browser> {
  if (process.platform !== "linux") return chromium.launch({ channel: "chrome", args: flags });
  const executablePath = await packed.executablePath();
  return chromium.launch({ executablePath, args: flags }).catch(async (error: Error) => {
    if (!error.message.includes("shared libraries")) throw error;
    // A system without NSS, which the package brings along for such.
    const libraries = dirname(fileURLToPath(import.meta.resolve("@sparticuz/chromium")));
    const place = await inflate(join(libraries, "../bin/al2023.tar.br"));
    return chromium.launch({ executablePath, args: flags, env: { LD_LIBRARY_PATH: join(place, "lib") } });
  });
}

export type Seen = {
  /** Where a program of a stranger's ran. */
  executions: string[];
  /** What a policy of ours had to stop. */
  violations: string[];
};

/** Contexts share nothing, and what happens in this one is written down in `seen`. */
export async function watch(context: BrowserContext, seen: Seen): Promise<void> {
  await context.exposeBinding("pwned", ({ frame }) => void seen.executions.push(frame.url()));
  await context.exposeBinding("violated", ({ frame }, what: string) => {
    seen.violations.push(`${frame.url()} ${what}`);
  });
  await context.addInitScript(report);
  context.on("page", (page) => {
    page.on("dialog", (dialog) => {
      seen.executions.push(`a dialog on ${page.url()}`);
      void dialog.dismiss();
    });
    page.on("console", (message) => {
      if (/Content Security Policy/.test(message.text()) && message.type() === "error")
        seen.violations.push(`${page.url()} ${message.text()}`);
    });
  });
}

/** Opens an address as a person would who follows a link; a file that is saved is no page. */
export async function visit(page: Page, url: string): Promise<"shown" | "saved"> {
  try {
    await page.goto(url, { waitUntil: "load", timeout: 10_000 });
    return "shown";
  } catch (error) {
    if (error instanceof Error && /Download is starting|ERR_ABORTED/.test(error.message)) return "saved";
    throw error;
  }
}

/** Runs in the page, before anything of its own. */
const report = `addEventListener("securitypolicyviolation", ({ effectiveDirective, blockedURI }) =>
  violated(effectiveDirective + " " + blockedURI))`;
