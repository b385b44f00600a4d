// Opens the vote in a poll of ours: WhatsApp carries it sealed with a secret that went out with the poll.

import { createHash } from "node:crypto";
import { decryptPollVote, jidNormalizedUser } from "baileys";
import type { Contact, proto } from "baileys";
import type { SentMessage } from "../sent-messages.ts";
import { reply } from "./body.ts";
import type { InboundBody } from "./body.ts";
import type { Arrived } from "./inbound.ts";

/** The poll a message votes in; null for other messages. */
export function pollVotedIn({ message }: Arrived): string | null {
  return message?.pollUpdateMessage?.pollCreationMessageKey?.id ?? null;
}

/**
 * The press of the button the vote stands for. "taken_back" is a vote without a choice, null one that cannot
 * be opened: not ours, or not sealed by this person.
 */
export function readVote(
  arrived: Arrived,
  poll: { id: string; sent: SentMessage },
  me: Contact | undefined,
): InboundBody | "taken_back" | null {
  const { choices, message } = poll.sent;
  const vote = arrived.message?.pollUpdateMessage?.vote;
  const secret = message.messageContextInfo?.messageSecret;
  if (!choices || !secret || !vote?.encPayload || !vote.encIv) return null;
  const selected = open({ vote, secret, pollId: poll.id }, addressesOf(me), votersOf(arrived));
  if (!selected) return null;
  // One choice alone may be made in a poll of ours; an app that sends more has its first taken.
  const name = selected[0];
  if (name === undefined) return "taken_back";
  const option = choices.options.find(({ title }) => hashOf(title).equals(name));
  if (!option) return null;
  const { type, body } = reply(choices.reply, option.id, option.title);
  return { type, body: { ...body, context: { id: poll.id } } };
}

type Sealed = { vote: proto.Message.IPollEncValue; secret: Uint8Array; pollId: string };

/**
 * The seal names creator and voter as the voter's app addressed them, by number or by LID, and does not say
 * which: a wrong guess fails to open, so each pair is tried.
 */
function open({ vote, secret, pollId }: Sealed, creators: string[], voters: string[]): Buffer[] | null {
  for (const pollCreatorJid of creators) {
    for (const voterJid of voters) {
      try {
        const keys = { pollCreatorJid, pollMsgId: pollId, pollEncKey: secret, voterJid };
        const { selectedOptions } = decryptPollVote(vote, keys);
        return (selectedOptions ?? []).map((hash) => Buffer.from(hash));
      } catch {
        // Not this pair.
      }
    }
  }
  return null;
}

function addressesOf(me: Contact | undefined): string[] {
  return [me?.lid, me?.id].flatMap((jid) => (jid === undefined ? [] : [jidNormalizedUser(jid)]));
}

function votersOf({ key: { remoteJid, remoteJidAlt } }: Arrived): string[] {
  return [remoteJid, remoteJidAlt].flatMap((jid) => (jid ? [jidNormalizedUser(jid)] : []));
}

function hashOf(title: string): Buffer {
  return createHash("sha256").update(title).digest();
}
