// Answers what people ask of a held session: a pairing code, a look at numbers, an end, and a fresh start, which
// the holder makes.

import type { Vault } from "../kernel/crypto.ts";
import type { Tx } from "../kernel/db.ts";
import type { SenderWithKeys } from "../senders/index.ts";
import { canCheckNumbers, canLogOut, canPair, type Session } from "../transports/transport.ts";
import type { CurrentKeys } from "./current-keys.ts";
import { sealAnswer } from "./request.ts";
import { answerRequest, type RequestRow } from "./store.ts";

type AnswerDeps = {
  db: Tx;
  vault: Pick<Vault, "seal">;
  keys: CurrentKeys;
  onError(error: Error): void;
};

export async function answer(
  deps: AnswerDeps,
  sender: SenderWithKeys,
  session: Session,
  request: RequestRow,
): Promise<void> {
  try {
    const done = await act(session, request);
    const { tenant_id, id } = sender;
    const owner = { tenant_id, id, data_key: await deps.keys(tenant_id) };
    const sealed = done === null ? null : sealAnswer(deps.vault, owner, request.id, done);
    await answerRequest(deps.db, [
      request.tenant_id,
      request.id,
      sealed,
      done === null ? "session_wrong_state" : null,
    ]);
  } catch (error) {
    deps.onError(error instanceof Error ? error : new Error(String(error)));
    await answerRequest(deps.db, [request.tenant_id, request.id, null, "session_wrong_state"]).catch(
      deps.onError,
    );
  }
}

/** Null when this session cannot do it. */
async function act(session: Session, { kind, body }: RequestRow): Promise<unknown> {
  switch (kind) {
    case "pairing_code": {
      if (!canPair(session)) return null;
      return { code: await session.requestPairingCode((body as { phone: string }).phone.replace(/\D/g, "")) };
    }
    case "check_numbers": {
      if (!canCheckNumbers(session)) return null;
      return Object.fromEntries(await session.checkNumbers((body as { numbers: string[] }).numbers));
    }
    case "logout": {
      if (!canLogOut(session)) return null;
      await session.logout();
      return {};
    }
    case "restart":
      return {};
  }
}
