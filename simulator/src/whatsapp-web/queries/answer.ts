// Answers what clients ask the server (IQ stanzas); anything it does not know gets an empty result.
import { getBinaryNodeChildren } from "baileys";
import type { BinaryNode } from "baileys";
import type { Connection } from "../connection.ts";
import { inBackground } from "../in-background.ts";
import type { LinkedDevice } from "../linked-device.ts";
import { acceptSignature } from "../pairing/link.ts";
import { takeCodeStanza } from "../pairing/code.ts";
import { children, node, refusal, result } from "../protocol/stanza.ts";
import { unlinkDevice } from "../unlink.ts";
import type { Web } from "../web.ts";
import { becomeActive } from "./active.ts";
import { keyBundles, preKeyCount, rotateSignedPreKey, takePreKeys } from "./keys.ts";
import { reachOutLock } from "./mex.ts";
import { directory } from "./directory.ts";

export function answerQuery(web: Web, connection: Connection, query: BinaryNode) {
  const [asked] = children(query);
  if (query.attrs["type"] === "result") {
    if (asked?.tag === "pair-device-sign") acceptSignature(web, connection, asked);
    return;
  }
  if (asked?.tag === "link_code_companion_reg") return takeCodeStanza(connection, query, asked);
  const { device } = connection;
  const answer = device && ANSWERS[`${query.attrs["xmlns"]}/${asked?.tag ?? ""}`];
  if (!device || !answer || !asked) return connection.send(result(query, []));
  const answered = answer({ web, connection, device, query, asked });
  if (answered) inBackground(answered, web);
}

export type Query = {
  web: Web;
  connection: Connection;
  device: LinkedDevice;
  query: BinaryNode;
  /** What is inside the query. */
  asked: BinaryNode;
};

const ANSWERS: Readonly<Record<string, (query: Query) => void | Promise<void>>> = {
  "encrypt/count": preKeyCount,
  "encrypt/registration": takePreKeys,
  "encrypt/rotate": rotateSignedPreKey,
  "encrypt/digest": ({ connection, query }) => connection.send(result(query, [node("digest", {})])),
  "encrypt/key": keyBundles,
  "usync/usync": directory,
  "passive/active": becomeActive,
  "w:mex/query": reachOutLock,
  "w:m/media_conn": mediaHosts,
  "abt/props": ({ connection, query }) =>
    connection.send(result(query, [node("props", { hash: "sim" }, [])])),
  "privacy/privacy": privacy,
  "w:sync:app:state/sync": appState,
  "w:g2/participating": ({ connection, query }) => connection.send(result(query, [node("groups", {}, [])])),
  // Groups are there to be ignored: nobody here is a member of any.
  "w:g2/query": ({ connection, query }) => connection.send(refusal(query, 404, "item-not-found")),
  "md/remove-companion-device": ({ web, connection, device, query }) => {
    connection.send(result(query));
    unlinkDevice(web, device);
  },
};

async function mediaHosts({ web, connection, query }: Query) {
  const hostname = await web.media.host();
  const hosts = node("media_conn", { auth: "simulator", ttl: "3600" }, [node("host", { hostname })]);
  connection.send(result(query, [hosts]));
}

function privacy({ connection, query }: Query) {
  const readReceipts = node("category", { name: "readreceipts", value: "all" });
  connection.send(result(query, [node("privacy", {}, [readReceipts])]));
}

/** Every collection is at version 0: this account has archived, muted and named nothing. */
function appState({ connection, query, asked }: Query) {
  const collections = getBinaryNodeChildren(asked, "collection").map(({ attrs }) =>
    node("collection", { name: attrs["name"], version: "0" }),
  );
  connection.send(result(query, [node("sync", {}, collections)]));
}
