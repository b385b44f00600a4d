// Messages that name no sender, over HTTP and on a real database: where they go, and how that is explained.

import { describe, expect, test } from "vitest";
import { ask, newId } from "../http/harness.ts";
import {
  addSender,
  asked,
  explain,
  forget,
  house,
  key,
  pool,
  putPolicy,
  send,
  setSender,
  tenant,
  timeline,
  toPool,
  useRoutedHouse,
  uuid,
} from "./testing/routed-house.ts";

useRoutedHouse();

describe("a message that names no sender", () => {
  test("goes where the policy says, and its timeline says why", async () => {
    const [first, second] = [await addSender(), await addSender()];
    await putPolicy({ pools: pool(first, second), rules: [{ name: "everything", ...toPool }] });
    await setSender(first, "paused");
    const { status, body } = await send({});
    expect([status, body["from"]]).toEqual([202, second]);
    const routed = (await timeline(body["id"])).find(({ type }) => type === "routed");
    expect(routed?.detail).toMatchObject({ sender: second, policy: 1, rule: 0, rule_name: "everything" });
  });

  test("goes to the default sender where no rule speaks of it, without a word about it", async () => {
    const [first, second] = [await addSender(), await addSender()];
    await house.engine.query("update tenant set default_sender_id = $1 where id = $2", [
      uuid(first),
      tenant.id,
    ]);
    forget();
    await putPolicy({ rules: [{ when: { category: ["marketing"] }, use: { sender: second } }] });
    const { body } = await send({});
    expect(body["from"]).toBe(first);
    expect((await timeline(body["id"])).map(({ type }) => type)).not.toContain("routed");
    expect((await send({ category: "marketing" })).body["from"]).toBe(second);
    expect((await send({ category: "marketing", from: first })).body["from"]).toBe(first);
  });

  test("is accepted although nobody can take it now, and refused only when nobody ever can", async () => {
    const [first, second] = [await addSender(), await addSender()];
    await putPolicy({ pools: pool(first, second), rules: [toPool] });
    await setSender(first, "paused");
    await setSender(second, "paused");
    const { status, body } = await send({});
    expect([status, body["status"]]).toEqual([202, "queued"]);
    const routed = (await timeline(body["id"])).find(({ type }) => type === "routed");
    expect(routed?.detail).toMatchObject({ waits: true, because: "sender_paused" });
    await setSender(first, "deleted");
    await setSender(second, "deleted");
    const refused = await send({});
    expect([refused.status, refused.body["code"]]).toEqual([422, "no_sender_available"]);
    expect(refused.body["detail"]).toContain("sender_deleted");
  });

  test("goes to the sender its person last talked with", async () => {
    const senders = [await addSender(), await addSender(), await addSender()];
    await putPolicy({ pools: pool(...senders), rules: [toPool] });
    for (const [n, sender] of senders.entries()) {
      await house.engine.query(
        "insert into chat (tenant_id, sender_id, person, last_heard_at) values ($1, $2, $3, now())",
        [tenant.id, uuid(sender), `+1415555700${n}`],
      );
    }
    for (const [n, sender] of senders.entries())
      expect((await send({ to: `+1415555700${n}` })).body["from"]).toBe(sender);
  });

  test("in a batch of a thousand asks the database once for all", async () => {
    const senders = [await addSender(), await addSender(), await addSender()];
    await putPolicy({
      pools: pool(...senders),
      rules: [
        {
          when: { country: ["US"], window: "closed" },
          ...toPool,
          fallbacks: [{ use: { sender: senders[0] } }],
        },
      ],
      throttled_after_seconds: 60,
    });
    asked.splice(0);
    const messages = Array.from({ length: 1_000 }, (_, n) => ({
      to: `+1415555${1000 + n}`,
      type: "text",
      text: { body: "Your table is ready" },
    }));
    const { status, body } = await ask(house, key, "POST /v1/messages/batch", { body: { messages } });
    expect(status).toBe(202);
    expect((body["data"] as { error?: object }[]).filter(({ error }) => error !== undefined)).toEqual([]);
    // The policy, the senders with their templates (none here), the chats, the numbers nobody answers under.
    expect(asked.length).toBeLessThanOrEqual(5);
    const { rows } = await house.engine.query<{ n: number }>(
      "select count(*)::int as n from lane_entry where tenant_id = $1 and routed group by sender_id",
      [tenant.id],
    );
    expect(
      rows
        .map(({ n }) => n)
        .toSorted((a, b) => a - b)
        .at(0),
    ).toBeGreaterThan(250);
    const evidence = await house.engine.query(
      "select from evidence where tenant_id = $1 and type = 'routed'",
      [tenant.id],
    );
    expect(evidence.rowCount).toBe(1_000);
  });

  test("of a batch fills no lane beyond what its policy lets wait", async () => {
    const [slow, quick] = [await addSender({ rate: 1 }), await addSender({ rate: 1_000 })];
    await putPolicy({
      rules: [{ use: { sender: slow }, fallbacks: [{ use: { sender: quick }, on: ["throttled"] }] }],
      throttled_after_seconds: 20,
    });
    const messages = Array.from({ length: 100 }, (_, n) => ({
      to: `+1415555${1000 + n}`,
      text: { body: "Your table is ready" },
    }));
    await ask(house, key, "POST /v1/messages/batch", { body: { messages } });
    const { rows } = await house.engine.query(
      "select sender_id, count(*)::int as n from lane_entry where tenant_id = $1 group by sender_id",
      [tenant.id],
    );
    expect(new Map(rows.map((row) => [row["sender_id"], row["n"]]))).toEqual(
      new Map([
        [uuid(slow), 21],
        [uuid(quick), 79],
      ]),
    );
  });

  test("costs a tenant without a policy one look in two seconds", async () => {
    await addSender();
    for (let n = 0; n < 20; n++) expect((await send({})).status).toBe(202);
    expect(asked).toHaveLength(1);
  });

  test("and a wrong one fail alone in a batch", async () => {
    const sender = await addSender();
    await putPolicy({ rules: [{ use: { sender } }] });
    const good = { to: "+14155550123", text: { body: "x" } };
    const { body } = await ask(house, key, "POST /v1/messages/batch", {
      body: { messages: [good, { to: "nobody", text: { body: "x" } }, { ...good, from: "snd_1" }, good, 7] },
    });
    const codes = (body["data"] as { error?: { code: string }; status?: string }[]).map(
      ({ error, status }) => error?.code ?? status,
    );
    expect(codes).toEqual(["queued", "invalid_phone", "sender_not_found", "queued", "invalid_request"]);
  });
});

describe("an explanation", () => {
  test("agrees with what happens, and stores nothing", async () => {
    const senders = [await addSender(), await addSender(), await addSender()];
    await putPolicy({
      pools: pool(...senders),
      rules: [{ name: "codes", when: { category: ["authentication"] }, ...toPool }],
    });
    await setSender(senders[0] ?? "", "paused");
    for (let n = 0; n < 30; n++) {
      const about = { to: `+1415555${2000 + n}`, category: "authentication" };
      const explained = await explain(about);
      expect(explained).toMatchObject({
        decided_by: "policy",
        rule: { index: 0, name: "codes" },
        waits: false,
      });
      expect(explained["sender"]).toBe((await send(about)).body["from"]);
    }
    const stored = await house.engine.query("select from message where tenant_id = $1", [tenant.id]);
    expect(stored.rowCount).toBe(30);
  });

  test("names every candidate with its verdict", async () => {
    const [first, second, third] = [await addSender(), await addSender(), await addSender()];
    await putPolicy({
      rules: [
        { use: { sender: first }, fallbacks: [{ use: { sender: second } }, { use: { sender: third } }] },
      ],
    });
    await setSender(first, "paused");
    expect((await explain({}))["candidates"]).toEqual([
      {
        sender: first,
        verdict: "refused",
        code: "sender_paused",
        detail: "It is paused: paused by a person.",
      },
      { sender: second, verdict: "chosen", code: "only", detail: null },
      { sender: third, verdict: "not_needed", code: "not_reached", detail: null },
    ]);
  });

  test("knows a named sender and the default one", async () => {
    const sender = await addSender();
    expect(await explain({})).toMatchObject({ sender, decided_by: "default", rule: null });
    expect(await explain({ from: sender })).toMatchObject({ sender, decided_by: "request" });
    const unknown = await ask(house, key, "POST /v1/routing/explain", { body: { to: "nobody" } });
    expect([unknown.status, unknown.body["code"]]).toEqual([422, "invalid_phone"]);
  });

  test("knows which templates an account has", async () => {
    const [first, second] = [await addSender(), await addSender()];
    await house.engine.query(`update sender set config = '{"waba_id": "4711"}' where id = $1`, [uuid(first)]);
    await house.engine.query(
      `insert into template_account (tenant_id, mode, account, synced_at) values ($1, 'test', '4711', now())`,
      [tenant.id],
    );
    await house.engine.query(
      `insert into template (tenant_id, id, mode, account, name, language, parameter_format, category, components,
                             status, applied_status)
       values ($1, $2, 'test', '4711', 'offer', 'en', 'NAMED', 'MARKETING', '[]', 'PAUSED', 'PAUSED')`,
      [tenant.id, newId()],
    );
    await putPolicy({
      rules: [
        { use: { sender: first }, fallbacks: [{ use: { sender: second }, on: ["template_unavailable"] }] },
      ],
    });
    for (const [name, detail] of [
      ["offer", "The template offer (en) is PAUSED on its account."],
      ["greeting", "Its account has no template greeting (en)."],
    ]) {
      const explained = await explain({ template: { name, language: "en" } });
      expect(explained["sender"]).toBe(second);
      expect(explained["candidates"]).toContainEqual(expect.objectContaining({ sender: first, detail }));
    }
  });
});
