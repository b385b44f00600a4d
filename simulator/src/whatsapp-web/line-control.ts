// Shows and disturbs the connections of linked devices, from the control API.
import { S_WHATSAPP_NET } from "baileys";
import { ControlRefused } from "../control/refused.ts";
import type { Account } from "./account.ts";
import { deliver, lidOf, pnOf } from "./linked-device.ts";
import type { LinkedDevice } from "./linked-device.ts";
import { newStanzaId, node } from "./protocol/stanza.ts";
import { lockOf } from "./queries/mex.ts";
import { unlinkDevice } from "./unlink.ts";
import type { Web } from "./web.ts";
import type { Ending } from "./words.ts";

export type LineControl = {
  overview(): object;
  /** Of one device, or of every connected one. */
  disconnect(phone: number, ending: Ending, device: number | undefined): { disconnected: number };
  /** Barred from writing to new people until then; 0 lifts it. */
  restrict(phone: number, until: number, how: Restricting): void;
  /** Every login fails with 403 from now on, or no longer. */
  ban(phone: number, banned: boolean): void;
};

/** `tell` announces it at once, otherwise the first refusal does; the end need not be told with it. */
export type Restricting = { by: "lock" | "cap"; tell: boolean; tellEnd: boolean };

export function createLineControl(web: Web): LineControl {
  return {
    overview: () => ({
      sockets: web.connections.size,
      waiting_to_pair: [...web.connections].filter(({ pairing }) => pairing).length,
      phones: web.phones.count(),
      accounts: [...web.accounts.values()].map((account) => presentAccount(web, account)),
      tally: web.tally,
    }),
    disconnect(phone, ending, id) {
      const devices = accountOfPhone(web, phone).devices.filter(
        (device) => device.connection && (id === undefined || device.id === id),
      );
      for (const device of devices) {
        if (ending === "device_removed") unlinkDevice(web, device);
        else device.connection?.end(ending);
      }
      return { disconnected: devices.length };
    },
    restrict(phone, until, { by, tell, tellEnd }) {
      const account = accountOfPhone(web, phone);
      account.restrictedUntil = until;
      account.restrictionEndTold = tellEnd;
      const notice = by === "cap" ? capNotice(account) : lockNotice(web, account);
      if (tell) for (const device of account.devices) deliver(device, notice);
    },
    ban(phone, banned) {
      const account = accountOfPhone(web, phone);
      account.banned = banned;
      if (!banned) return;
      for (const { connection } of account.devices) connection?.end("banned");
    },
  };
}

function accountOfPhone(web: Web, phone: number): Account {
  const account = web.accounts.get(phone);
  if (!account) throw new ControlRefused("this phone has never linked a device", 404);
  return account;
}

function lockNotice({ network }: Web, account: Account) {
  const lock = lockOf(account, network.clock.now());
  const update = node("update", { op_name: "NotificationUserReachoutTimelockUpdate" });
  update.content = Buffer.from(JSON.stringify({ data: { xwa2_notify_account_reachout_timelock: lock } }));
  return node("notification", { type: "mex", from: S_WHATSAPP_NET, id: newStanzaId() }, [update]);
}

/** The monthly number of new chats: used up, or raised. */
function capNotice({ restrictedUntil, restrictionEndTold }: Account) {
  const isCapped = restrictedUntil > 0;
  const ends = { cycle_end_timestamp: String(Math.ceil(restrictedUntil / 1_000)) };
  const info = {
    total_quota: 1_000,
    used_quota: isCapped ? 1_000 : 0,
    capping_status: isCapped ? "CAPPED" : "NONE",
    ...(isCapped && restrictionEndTold && ends),
  };
  const update = node("update", { op_name: "MessageCappingInfoNotification" });
  const data = { xwa2_notify_new_chat_messages_capping_info_update: info };
  update.content = Buffer.from(JSON.stringify({ data }));
  return node("notification", { type: "mex", from: S_WHATSAPP_NET, id: newStanzaId() }, [update]);
}

function presentAccount({ network }: Web, account: Account): object {
  const { phone, number, devices, banned, restrictedUntil } = account;
  return {
    phone: String(phone.number),
    phone_number_id: number.id,
    banned,
    restricted_until: restrictedUntil > network.clock.now() ? instant(restrictedUntil) : null,
    devices: devices.map(presentDevice),
  };
}

function presentDevice(device: LinkedDevice): object {
  const { life, mailbox, preKeys } = device;
  return {
    device: device.id,
    jid: pnOf(device),
    lid: lidOf(device),
    state: stateOf(device),
    linked_at: instant(life.linkedAt),
    logins: life.logins,
    presence: life.presence,
    pre_keys: preKeys.count(),
    unconfirmed: mailbox.waiting().length,
    typing: life.typing.map(({ to, state, at }) => ({ to, state, at: instant(at) })),
  };
}

function stateOf({ connection }: LinkedDevice): string {
  if (!connection) return "offline";
  return connection.listening ? "online" : "not_listening";
}

function instant(at: number): string {
  return new Date(at).toISOString();
}
