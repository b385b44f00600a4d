// Asks WhatsApp to unlink this device, and waits for the answer: Baileys' own logout sends and forgets.

import type { WASocket } from "baileys";

const answerMs = 5000;

export async function removeDevice(socket: WASocket): Promise<void> {
  const jid = socket.user?.id;
  if (jid === undefined) return;
  await socket.query(
    {
      tag: "iq",
      attrs: { to: "s.whatsapp.net", type: "set", xmlns: "md" },
      content: [{ tag: "remove-companion-device", attrs: { jid, reason: "user_initiated" } }],
    },
    answerMs,
  );
}
