// Linking a device: by QR code, by pairing code, and what is refused.
import { Curve } from "baileys";
import { verifySignature } from "libsignal/src/curve.js";
import { generateSignalPubKey, WA_CERT_DETAILS } from "baileys";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { endOf, isReady, newMemory, qrOf } from "./testing/client.ts";
import { SOON, startWebSandbox } from "./testing/web-sandbox.ts";
import type { WebSandbox } from "./testing/web-sandbox.ts";

let sandbox: WebSandbox;
beforeAll(async () => {
  sandbox = await startWebSandbox();
});
afterAll(() => sandbox.stop());

test("a phone scans the QR code: the client restarts, then logs in as a device of that phone", async () => {
  const client = await sandbox.unlinked();
  expect(qrOf(client)).toMatch(/^https:\/\/wa\.me\/settings\/linked_devices#2@/);
  const { body } = await sandbox.person("15551230100", "scan", { qr: qrOf(client) });
  expect(body).toMatchObject({ phone: "15551230100", device: 1, jid: "15551230100:1@s.whatsapp.net" });
  await expect.poll(() => endOf(client), SOON).toBe(515);
  const linked = await sandbox.login(client.memory);
  expect(linked.socket.user).toMatchObject({ id: body["jid"], lid: body["lid"] });
});

test("a phone links by the code the client shows", async () => {
  const client = await sandbox.unlinked();
  const code = await client.socket.requestPairingCode("15551230101");
  const { status, body } = await sandbox.person("15551230101", "enter-code", { code });
  expect(status, JSON.stringify(body)).toBe(200);
  await expect.poll(() => endOf(client), SOON).toBe(515);
  const linked = await sandbox.login(client.memory);
  expect(linked.socket.user?.id).toBe("15551230101:1@s.whatsapp.net");
});

test("a code with a wrong character links nothing, and the right one still does", async () => {
  const client = await sandbox.unlinked();
  const code = await client.socket.requestPairingCode("15551230102", "ABCD1234");
  expect(await sandbox.person("15551230102", "enter-code", { code: "ABCD1235" })).toMatchObject({
    status: 400,
    body: { error: "wrong code" },
  });
  expect(await sandbox.person("15551230102", "enter-code", { code })).toMatchObject({ status: 200 });
});

test("nobody else's phone can use the code", async () => {
  const client = await sandbox.unlinked();
  const code = await client.socket.requestPairingCode("15551230103");
  expect((await sandbox.person("15551230104", "enter-code", { code })).status).toBe(404);
});

test("a QR code of no client, or with another client's keys, is refused", async () => {
  const [one, other] = [await sandbox.unlinked(), await sandbox.unlinked()];
  const stale = qrOf(one)?.replace(/#.{6}/, "#2@gone");
  expect((await sandbox.person("15551230105", "scan", { qr: stale })).status).toBe(404);
  const [ref] = (qrOf(one) ?? "").split(",");
  const mixed = [ref, ...(qrOf(other) ?? "").split(",").slice(1)].join(",");
  expect((await sandbox.person("15551230105", "scan", { qr: mixed })).status).toBe(400);
  expect((await sandbox.person("15551230105", "scan", {})).status).toBe(400);
});

test("a fifth device is refused until another is unlinked", async () => {
  for (let device = 1; device <= 4; device++) {
    // oxlint-disable-next-line no-await-in-loop -- devices are numbered in the order they link
    await sandbox.link("15551230106");
  }
  const fifth = await sandbox.unlinked();
  expect((await sandbox.person("15551230106", "scan", { qr: qrOf(fifth) })).status).toBe(409);
  await sandbox.person("15551230106", "unlink", { device: 2 });
  expect(await sandbox.person("15551230106", "scan", { qr: qrOf(fifth) })).toMatchObject({
    status: 200,
    body: { device: 5 },
  });
});

test("QR codes run out: 408", async () => {
  const client = sandbox.dial(newMemory(), { qrTimeout: 20 });
  await expect.poll(() => endOf(client), SOON).toBe(408);
});

test("a client that really checks signatures believes this server's root, and no other", async () => {
  const { verify } = Curve;
  const genuine = WA_CERT_DETAILS.PUBLIC_KEY;
  onTestFinished(() => {
    Curve.verify = verify;
    WA_CERT_DETAILS.PUBLIC_KEY = genuine;
  });
  Curve.verify = (key, message, signature) => {
    try {
      const signer = Buffer.from(generateSignalPubKey(key));
      return verifySignature(signer, Buffer.from(message), Buffer.from(signature));
    } catch {
      return false;
    }
  };
  const distrustful = sandbox.dial(newMemory());
  await expect.poll(() => endOf(distrustful), SOON).toBe(400);
  WA_CERT_DETAILS.PUBLIC_KEY = Buffer.from(sandbox.config.web.certificate_root, "base64");
  const client = await sandbox.link("15551230107");
  expect(isReady(client)).toBe(true);
});
