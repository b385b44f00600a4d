// What the dashboard is compared with: a page and a table of HTML, without a program but for the row that opens.

import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Page } from "playwright-core";
import type { House } from "../../e2e/dashboard/house.ts";

/** Where it is. */
export async function serveBare(end: AsyncDisposableStack, rows: number): Promise<string> {
  const tables: Readonly<Record<string, string>> = { "/table": tableOf(rows), "/page": tableOf(100) };
  const server = createServer(({ url = "/" }, response) => {
    response.setHeader("content-type", "text/html; charset=utf-8");
    response.end(tables[url] ?? page("<h1>Messages</h1><p>Your messages</p>"));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  end.defer(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
}

export async function barePage({ browser }: Pick<House, "browser">, origin: string): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const opened = await context.newPage();
  await opened.goto(origin);
  return opened;
}

/** Rows as high as ours, with as many cells. */
function tableOf(rows: number): string {
  const lines = Array.from(
    { length: rows },
    (_, row) =>
      `<tr><td>Queued<td>+1415${String(5_000_000 + row)}<td>Your order 1042 is on its way<td><td>1 min ago</tr>`,
  );
  return page(`<main><table><thead><tr><th>Status<th>To<th>Message<th>Reference<th>When</tr></thead>
    <tbody>${lines.join("")}</tbody></table></main><dialog>Your order 1042 is on its way</dialog>
    <script>document.querySelector("tbody").onclick = () => document.querySelector("dialog").showModal();</script>`);
}

function page(body: string): string {
  return `<!doctype html><html lang="en"><title>Messages</title>
    <style>main { height: 90vh; overflow: auto } table { width: 100% } tr { height: 44px }</style>${body}</html>`;
}
