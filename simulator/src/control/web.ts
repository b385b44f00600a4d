// The control API on the WhatsApp Web door: links devices, shows them, and breaks their connections.
import { boolean, integer, number, oneOf, orNull, required } from "../document.ts";
import type { Answer } from "../http/answer.ts";
import { reply } from "../http/answer.ts";
import { DOINGS, ENDINGS } from "../whatsapp-web/words.ts";
import type { ControlCall } from "./index.ts";
import { phoneOf } from "./phone.ts";
import { ControlRefused } from "./refused.ts";

export async function scanQr({ network, body }: ControlCall, phone: number): Promise<Answer> {
  const { qr } = body;
  if (typeof qr !== "string") throw new ControlRefused("qr must be the text of the code");
  const { handset } = await network.web.open();
  return reply(await handset.scan(phone, qr));
}

export async function enterCode({ network, body }: ControlCall, phone: number): Promise<Answer> {
  const { code } = body;
  const typed = typeof code === "string" ? code.replace(/[\s-]/g, "").toUpperCase() : "";
  if (typed.length !== 8) throw new ControlRefused("code must have eight characters");
  const { handset } = await network.web.open();
  return reply(await handset.enterCode(phone, typed));
}

/** `{device}`, or every linked device. */
export async function unlink({ network, body }: ControlCall, phone: number): Promise<Answer> {
  const { handset } = await network.web.open();
  return reply(handset.unlink(phone, deviceIn(body)));
}

/** `{doing}`: typing and presence. */
export async function showDoing({ network, body }: ControlCall, phone: number): Promise<Answer> {
  const doing = required(oneOf(DOINGS, "composing"))(body["doing"], "doing");
  const { handset } = await network.web.open();
  handset.show(phone, doing);
  return reply({ phone: String(phone), doing });
}

export async function webOverview({ network }: ControlCall): Promise<Answer> {
  const { line } = await network.web.open();
  return reply(line.overview());
}

export async function actOnLine(call: ControlCall): Promise<Answer> {
  const act = ACTS[call.path[2] ?? ""];
  if (!act) throw new ControlRefused(`a line cannot ${call.path[2]}`, 404);
  return act(call, phoneOf(call.path[1]));
}

const ACTS: Readonly<Record<string, (call: ControlCall, phone: number) => Promise<Answer>>> = {
  disconnect,
  restrict,
  ban: (call, phone) => setBan(call, phone, true),
  unban: (call, phone) => setBan(call, phone, false),
};

/** `{how, device?}` */
async function disconnect({ network, body }: ControlCall, phone: number): Promise<Answer> {
  const how = required(oneOf(ENDINGS, "drop"))(body["how"], "how");
  const { line } = await network.web.open();
  return reply(line.disconnect(phone, how, deviceIn(body)));
}

const readMinutes = required(number({ min: 0, max: 60 * 24 * 60, default: 0 }));

const readRestricting = {
  by: oneOf<"lock" | "cap">(["lock", "cap"], "lock"),
  tell: boolean(true),
  tellEnd: boolean(true),
};

/**
 * `{minutes}`: 463 for everyone it has not talked with; 0 lifts it. `by`: the time lock, or the monthly cap;
 * `tell` false leaves it to the first refusal, `tell_end` false does not say when it ends.
 */
async function restrict({ network, body }: ControlCall, phone: number): Promise<Answer> {
  const minutes = readMinutes(body["minutes"], "minutes");
  const how = {
    by: readRestricting.by(body["by"], "by"),
    tell: readRestricting.tell(body["tell"], "tell"),
    tellEnd: readRestricting.tellEnd(body["tell_end"], "tell_end"),
  };
  const { line } = await network.web.open();
  line.restrict(phone, minutes === 0 ? 0 : network.clock.now() + minutes * 60_000, how);
  return reply({ phone: String(phone), minutes });
}

async function setBan({ network }: ControlCall, phone: number, banned: boolean): Promise<Answer> {
  const { line } = await network.web.open();
  line.ban(phone, banned);
  return reply({ phone: String(phone), banned });
}

const readDevice = orNull(integer({ min: 1, max: 1_000_000, default: 1 }), null);

function deviceIn(body: ControlCall["body"]): number | undefined {
  return readDevice(body["device"], "device") ?? undefined;
}
