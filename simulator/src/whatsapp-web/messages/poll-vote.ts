// A person votes in a poll: what they chose, sealed with the secret that came with the poll.
import { createCipheriv, createHash, createHmac, randomBytes } from "node:crypto";
import { proto } from "baileys";
import { isObject, word } from "../../json.ts";
import type { InboundMessage } from "../../people/inbound.ts";
import type { Account } from "../account.ts";
import { jid } from "../addresses.ts";
import type { Phone } from "../phone.ts";
import type { Web } from "../web.ts";

/**
 * `poll_vote: {message_id, options}`; no options take the vote back. In a poll nobody sent, nobody can open
 * it.
 */
export function pollVote(web: Web, account: Account, written: InboundMessage): proto.IMessage {
  const content = isObject(written.content) ? written.content : {};
  const options = Array.isArray(content["options"]) ? content["options"].map(word) : [];
  const pollId = word(content["message_id"]);
  const { addressing } = web.network.conditions.settings.web;
  const creator = jid(account.phone.number, addressing);
  const secret = web.phones.of(written.phone).polls.get(pollId) ?? randomBytes(32);
  const vote = seal({ pollId, creator, voter: jid(written.phone, addressing), secret }, options);
  return {
    pollUpdateMessage: {
      pollCreationMessageKey: { remoteJid: creator, fromMe: false, id: pollId },
      vote,
      senderTimestampMs: written.at,
    },
  };
}

const POLLS_KEPT = 100;

/** What a phone must know of a poll to vote in it. */
export function rememberPoll({ polls }: Phone, id: string, message: proto.IMessage) {
  const secret = message.messageContextInfo?.messageSecret;
  const poll = message.pollCreationMessageV3 ?? message.pollCreationMessage ?? message.pollCreationMessageV2;
  if (!poll || !secret) return;
  polls.set(id, Buffer.from(secret));
  const oldest = polls.size > POLLS_KEPT ? polls.keys().next().value : undefined;
  if (oldest !== undefined) polls.delete(oldest);
}

type Sealing = { pollId: string; creator: string; voter: string; secret: Buffer };

function seal({ pollId, creator, voter, secret }: Sealing, options: readonly string[]) {
  const selectedOptions = options.map((name) => createHash("sha256").update(name).digest());
  const plain = proto.Message.PollVoteMessage.encode({ selectedOptions }).finish();
  // The extract and expand steps of HKDF, for one block.
  const extracted = createHmac("sha256", Buffer.alloc(32)).update(secret).digest();
  const use = Buffer.concat([Buffer.from(`${pollId}${creator}${voter}Poll Vote`), Buffer.from([1])]);
  const key = createHmac("sha256", extracted).update(use).digest();
  const encIv = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", key, encIv);
  cipher.setAAD(Buffer.from(`${pollId}\u0000${voter}`));
  const encPayload = Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
  return { encPayload, encIv };
}
