// A body larger than its route takes: its sender hears so, even one that writes to the end before it listens.

import { request } from "node:http";
import { connect } from "node:net";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createHarness, type Harness } from "./harness.ts";

const path = "/hooks/somebody";
const requestMs = 1_000;

let house: Harness;
beforeAll(async () => {
  const handle = async (): Promise<never> => Promise.reject(new Error("it was taken"));
  house = await createHarness(() => [], { hooks: [{ method: "POST", path, handle }], limits: { requestMs } });
});
afterAll(() => house?.close());

it.each([{ "content-length": 8_000_000 }, { "transfer-encoding": "chunked" }])(
  "is answered with 413, and the connection stays until all is written: %o",
  async (framing) => {
    const status = await new Promise((resolve, reject) => {
      const sending = request(house.url + path, { method: "POST", headers: framing });
      const written = new Promise((taken) => sending.once("finish", taken));
      sending.once("error", reject);
      sending.once("response", (answer) => {
        answer.resume();
        void written.then(() => resolve(answer.statusCode));
      });
      sending.end(Buffer.alloc(8_000_000, "a"));
    });
    expect(status).toBe(413);
  },
);

it("is not waited for when it never ends", async () => {
  const { hostname, port } = new URL(house.url);
  const socket = connect(Number(port), hostname);
  socket.write(`POST ${path} HTTP/1.1\r\nhost: x\r\ncontent-length: 1000000000\r\n\r\n`);
  const drip = setInterval(() => socket.write("a"), 10);
  const ended = new Promise((resolve) => {
    socket.once("error", resolve);
    socket.once("close", resolve);
  });
  let heard = "";
  socket.on("data", (data) => (heard += data.toString()));
  await ended;
  clearInterval(drip);
  expect(heard).toMatch(/^HTTP\/1\.1 413 /);
});
