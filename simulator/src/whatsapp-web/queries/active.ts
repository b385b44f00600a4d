// A device says it is ready to listen: it gets its backlog, and once the phone's history.
import { S_WHATSAPP_NET } from "baileys";
import { inBackground } from "../in-background.ts";
import { sendHistory } from "../messages/history.ts";
import { node, result } from "../protocol/stanza.ts";
import type { Query } from "./answer.ts";

export function becomeActive({ web, connection, device, query }: Query) {
  connection.send(result(query));
  connection.listening = true;
  const backlog = device.mailbox.waiting();
  for (const stanza of backlog) {
    connection.send({ ...stanza, attrs: { ...stanza.attrs, offline: "0" } });
  }
  // Clients hold all events back until they are told that the backlog is over.
  const count = String(backlog.length);
  connection.send(node("ib", { from: S_WHATSAPP_NET }, [node("offline", { count })]));
  if (device.life.greeted) return;
  device.life.greeted = true;
  inBackground(sendHistory(web, device), web);
}
