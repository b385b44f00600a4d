// The routes that open the house to a person, which no API key may call: signing in, and one's own account.
import type {
  AcceptInvitation,
  AskReset,
  ChooseTenant,
  ConfirmReset,
  InvitationLook,
  InvitationToken,
  MeResource,
  Prove,
  SetUp,
  SignIn,
  UpdateMe,
} from "@waypost/contract";
import type { JsonRoute } from "@waypost/sdk";
import { waypost } from "./client.ts";

export type Gates = {
  "POST /v1/auth/sign-in": { body: SignIn; answer: MeResource };
  "POST /v1/auth/setup": { body: SetUp; answer: MeResource };
  "POST /v1/auth/reset": { body: AskReset; answer: Record<string, never> };
  "POST /v1/auth/reset/confirm": { body: ConfirmReset; answer: undefined };
  "POST /v1/auth/invitation": { body: InvitationToken; answer: InvitationLook };
  "POST /v1/auth/invitation/accept": { body: AcceptInvitation; answer: MeResource };
  "POST /v1/auth/sign-out": { body?: undefined; answer: undefined };
  "POST /v1/auth/prove": { body: Prove; answer: MeResource };
  "POST /v1/auth/impersonation/end": { body?: undefined; answer: MeResource };
  "GET /v1/me": { body?: undefined; answer: MeResource };
  "PATCH /v1/me": { body: UpdateMe; answer: MeResource };
  "PUT /v1/me/tenant": { body: ChooseTenant; answer: MeResource };
  "POST /v1/me/invitation": { body: InvitationToken; answer: MeResource };
};

export type Gate = keyof Gates;

export async function callGate<Name extends Gate>(
  gate: Name,
  ...[body]: undefined extends Gates[Name]["body"] ? [] : [Gates[Name]["body"]]
): Promise<Gates[Name]["answer"]> {
  // The SDK's table has the routes that keys open; the way there and back is the same for these.
  const answer: unknown = await waypost.request(gate as string as JsonRoute, { body } as never);
  return answer as Gates[Name]["answer"];
}
