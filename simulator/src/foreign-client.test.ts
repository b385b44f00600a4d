// A Cloud API client nobody here wrote sends every type of message and verifies the webhooks itself.
import { createServer } from "node:http";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import * as M from "whatsapp-api-js/messages";
import { WhatsAppAPI } from "whatsapp-api-js/middleware/web-standard";
import type { ClientMessage } from "whatsapp-api-js/types";
import { createSimulator } from "./index.ts";
import type { SandboxConfig } from "./index.ts";
import { inTurn, QUICK_PEOPLE } from "./testing/sandbox.ts";

// The client reads one update of a POST only.
const simulator = createSimulator({
  people: QUICK_PEOPLE,
  settings: { webhooks: { max_updates: 1 } },
});
let config: SandboxConfig;
let client: WhatsAppAPI;
let server: Server;
const statuses: { id: string; status: string; opaque: string | undefined }[] = [];
const inbound: { id: string; from: string; type: string }[] = [];
const answered: number[] = [];
const uploads = new Map<string, string>();
const uploaded = (type: string) => uploads.get(type) ?? "";
const CUSTOMER = "14155550123";

beforeAll(async () => {
  await simulator.start();
  config = simulator.config();
  client = new WhatsAppAPI({
    token: config.access_token,
    appSecret: config.app_secret,
    webhookVerifyToken: config.verify_token,
    v: config.version,
    // The client's host is fixed; its documented way out is another fetch.
    ponyfill: {
      fetch: (url: unknown, init?: RequestInit) =>
        fetch(String(url).replace("https://graph.facebook.com", config.graph_url), init),
    },
  });
  client.on.status = ({ id, status, biz_opaque_callback_data }) => {
    statuses.push({ id, status, opaque: biz_opaque_callback_data });
  };
  client.on.message = ({ message, from }) => void inbound.push({ id: message.id, from, type: message.type });
  server = receive(client);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  await subscribe(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  await inTurn(["image/jpeg", "video/mp4", "audio/ogg", "application/pdf", "image/webp"], async (type) => {
    const form = new FormData();
    form.set("messaging_product", "whatsapp");
    form.set("file", new Blob(["bytes"], { type }));
    const answer = await client.uploadMedia(config.phone_number_id, form);
    uploads.set(type, "id" in answer ? answer.id : "");
  });
});

afterAll(async () => {
  await simulator.stop();
  server.close();
  server.closeAllConnections();
});

/** Hands every request to the client's own web handler. */
function receive(api: WhatsAppAPI): Server {
  return createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => void handle(Buffer.concat(chunks)));
    async function handle(body: Buffer) {
      const headers = request.headers as Record<string, string>;
      const url = `http://localhost${request.url}`;
      if (request.method === "GET") return void response.end(api.handle_get(new Request(url, { headers })));
      const status = await api.handle_post(
        new Request(url, { method: "POST", headers, body: new Uint8Array(body) }),
      );
      answered.push(status);
      response.writeHead(status).end();
    }
  });
}

/** Meta's handshake, answered by the client. */
async function subscribe(callback_url: string) {
  const answer = await fetch(`${config.graph_url}/${config.version}/${config.app_id}/subscriptions`, {
    method: "POST",
    headers: {
      authorization: `Bearer ${config.app_id}|${config.app_secret}`,
      "content-type": "application/json",
    },
    body: JSON.stringify({
      object: "whatsapp_business_account",
      callback_url,
      verify_token: config.verify_token,
      fields: "messages",
    }),
  });
  expect(await answer.json()).toEqual({ success: true });
}

const body = new M.Body("Choose one");
const MESSAGES: readonly [type: string, make: () => ClientMessage][] = [
  ["text", () => new M.Text("Your cab is booked: https://marigold.example/t/9", true)],
  ["image by id", () => new M.Image(uploaded("image/jpeg"), true, "Boarding pass")],
  ["image by link", () => new M.Image("https://x.example/a.jpg", false, "Boarding pass")],
  ["video", () => new M.Video(uploaded("video/mp4"), true, "Tour")],
  ["voice note", () => new M.Audio(uploaded("audio/ogg"), true, true)],
  ["document", () => new M.Document(uploaded("application/pdf"), true, "E-ticket", "ticket.pdf")],
  ["sticker", () => new M.Sticker(uploaded("image/webp"), true)],
  ["location", () => new M.Location(76.2673, 9.9312, "Marigold Fort Kochi", "1 Fictional Rd")],
  ["contacts", () => new M.Contacts([new M.Name("Asha Nair", "Asha"), new M.Phone("+919000000009", "CELL")])],
  [
    "buttons",
    () =>
      new M.Interactive(new M.ActionButtons(new M.Button("chg", "Change"), new M.Button("ok", "Keep")), body),
  ],
  [
    "list",
    () =>
      new M.Interactive(
        new M.ActionList("Options", new M.ListSection("Slots", new M.Row("s1", "9 AM", "Fort"))),
        body,
      ),
  ],
  ["link button", () => new M.Interactive(new M.ActionCTA("See dates", "https://marigold.example"), body)],
  [
    "flow",
    () =>
      new M.Interactive(
        new M.ActionNavigateFlow("t-1", "800000000000001", "Book", "START", { day: 1 }),
        body,
      ),
  ],
  ["catalog", () => new M.Interactive(new M.ActionCatalog(new M.Product("sku1")), body)],
  ["product", () => new M.Interactive(new M.ActionProduct(new M.CatalogProduct("sku1", "600000000000001")))],
  [
    "product list",
    () =>
      new M.Interactive(
        new M.ActionProductList("600000000000001", new M.ProductSection("Trips", new M.Product("sku1"))),
        body,
        new M.Header("Our trips"),
      ),
  ],
  ["location request", () => new M.Interactive(new M.ActionLocation(), body)],
  ["contact request", () => new M.Interactive(new M.ActionContactRequest(), body)],
  ["template", () => new M.Template("hello_world", new M.Language("en_US"))],
];

test.each(MESSAGES)("sends %s and hears of sent, delivered and read", async (type, make) => {
  const response = await client.sendMessage(
    config.phone_number_id,
    CUSTOMER,
    make(),
    undefined,
    `foreign ${type}`,
  );
  expect(response).toHaveProperty("messages");
  const id = "messages" in response ? response.messages[0].id : "";
  const told = () => statuses.filter((each) => each.id === id);
  await vi.waitFor(() => {
    expect(told().map(({ status }) => status)).toEqual(expect.arrayContaining(["sent", "delivered", "read"]));
  });
  expect(told()[0]?.opaque).toBe(`foreign ${type}`);
  expect(answered.every((status) => status === 200)).toBe(true);
});

test("hears a reply, reacts to it, quotes it and marks it as read", async () => {
  await client.sendMessage(config.phone_number_id, "14155550000", new M.Text("Coming?"));
  await vi.waitFor(() => expect(inbound).toMatchObject([{ from: "14155550000", type: "text" }]));
  const [{ id, from } = { id: "", from: "" }] = inbound;
  expect(await client.sendMessage(config.phone_number_id, from, new M.Reaction(id, "👍"))).toHaveProperty(
    "messages",
  );
  expect(await client.sendMessage(config.phone_number_id, from, new M.Text("See you"), id)).toHaveProperty(
    "messages",
  );
  expect(await client.markAsRead(config.phone_number_id, id, "text")).toEqual({ success: true });
});

test("refuses a webhook that was changed on the way", async () => {
  expect(await client.verifyRequestSignature('{"object":"x"}', "sha256=00")).toBe(false);
});

test("downloads, deletes, blocks and unblocks", async () => {
  const found = await client.retrieveMedia(uploaded("image/jpeg"));
  expect(found).toHaveProperty("url");
  const file = await client.fetchMedia("url" in found ? found.url : "");
  expect(await file.text()).toBe("bytes");
  expect(await client.deleteMedia(uploaded("image/jpeg"))).toEqual({ success: true });
  expect(await client.blockUser(config.phone_number_id, "14155550199")).toHaveProperty(
    "block_users.added_users",
  );
  expect(await client.unblockUser(config.phone_number_id, "14155550199")).toHaveProperty(
    "block_users.removed_users",
  );
});
