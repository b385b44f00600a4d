// Takes receipts before Baileys does: it acknowledges one as soon as it has looked at it, and WhatsApp never
// repeats what was acknowledged.

import type { BinaryNode, WASocket } from "baileys";

/**
 * `told` resolves to true once what the receipt says is durable; only then does Baileys get to see it. Otherwise it
 * stays unacknowledged, and WhatsApp delivers it again to the next connection. The answer lets go of the socket.
 */
export function takeReceipts(
  { ws }: Pick<WASocket, "ws">,
  told: (stanza: BinaryNode) => Promise<boolean>,
): () => void {
  const theirs = ws.listeners(event);
  let over = false;
  const take = async (stanza: BinaryNode): Promise<void> => {
    if (!(await told(stanza)) || over) return;
    for (const listener of theirs) listener(stanza);
  };
  const onReceipt = (stanza: BinaryNode) => void take(stanza);
  ws.removeAllListeners(event);
  ws.on(event, onReceipt);
  return () => {
    over = true;
    ws.off(event, onReceipt);
  };
}

const event = "CB:receipt";
