// Routes that no API key opens and that are asked with more than a body: one's own sign-ins, the platform's tenants,
// and the error dictionary as a whole.
import type {
  ChangePassword,
  CreateTenantBody,
  ErrorCode,
  ErrorEntry,
  Impersonate,
  MeResource,
  Neighbours,
  NeighboursQuery,
  Page,
  PlatformHealth,
  SignInResource,
  StateChange,
  TenantClosed,
  TenantCreated,
  TenantHealth,
  TenantQuery,
  TenantResource,
  TenantSummary,
  TotpConfirm,
  TotpSetUp,
} from "@waypost/contract";
import type { JsonRoute } from "@waypost/sdk";
import { queryOptions, useMutation } from "@tanstack/react-query";
import { waypost } from "./client.ts";
import { currentMode } from "./mode.ts";
import { withProof } from "./proof.ts";
import { type ApiKey, isUnder, resourceOf } from "./query.ts";

type OfOne = { params: { id: string } };

export type PersonRoutes = {
  "GET /v1/errors": { answer: { data: (ErrorEntry & { code: ErrorCode })[] } };
  "GET /v1/me/sessions": { answer: { data: SignInResource[] } };
  "DELETE /v1/me/sessions": { answer: undefined };
  "DELETE /v1/me/sessions/{id}": OfOne & { answer: undefined };
  "POST /v1/me/password": { body: ChangePassword; answer: MeResource };
  "POST /v1/me/totp": { answer: TotpSetUp };
  "POST /v1/me/totp/confirm": { body: TotpConfirm; answer: { recovery_codes: string[] } };
  "DELETE /v1/me/totp": { answer: MeResource };
  "POST /v1/me/recovery-codes": { answer: { recovery_codes: string[] } };
  "GET /v1/platform/tenants": { query: TenantQuery; answer: Page<TenantSummary> };
  "POST /v1/platform/tenants": { body: CreateTenantBody; answer: TenantCreated };
  "GET /v1/platform/tenants/{id}/health": OfOne & { answer: TenantHealth };
  "GET /v1/platform/health": { answer: PlatformHealth };
  "GET /v1/platform/neighbours": { query: NeighboursQuery; answer: Neighbours };
  "POST /v1/platform/tenants/{id}/suspend": OfOne & { body: StateChange; answer: TenantResource };
  "POST /v1/platform/tenants/{id}/activate": OfOne & { body: StateChange; answer: TenantResource };
  "POST /v1/platform/tenants/{id}/close": OfOne & {
    body: { confirm: string; reason: string };
    answer: TenantClosed;
  };
  "POST /v1/platform/tenants/{id}/impersonate": OfOne & { body: Impersonate; answer: MeResource };
};

export type PersonRoute = keyof PersonRoutes;
type Reading = Extract<PersonRoute, `GET ${string}`>;
type Given<Name extends PersonRoute> = Omit<PersonRoutes[Name], "answer">;
type MaybeGiven<Name extends PersonRoute> = keyof Given<Name> extends never ? [] : [given: Given<Name>];

export function readOwn<Name extends Reading>(route: Name, ...[given]: MaybeGiven<Name>) {
  const queryKey: ApiKey = [currentMode(), route.split(" ")[1] ?? "", given ?? null];
  return queryOptions({
    queryKey,
    queryFn: ({ signal }) => ask<Name>(route, { ...given, signal }),
  });
}

export function useOwnChange<Name extends Exclude<PersonRoute, Reading>>(route: Name) {
  return useMutation({
    mutationFn: (given: Given<Name>) => withProof(() => ask<Name>(route, given)),
    onSuccess: (_answer, _given, _context, { client }) => {
      void client.invalidateQueries({ predicate: ({ queryKey }) => isUnder(queryKey, resourceOf(route)) });
    },
  });
}

async function ask<Name extends PersonRoute>(
  route: Name,
  given: object,
): Promise<PersonRoutes[Name]["answer"]> {
  // The SDK's table has the routes that keys open; the way there and back is the same for these.
  const answer: unknown = await waypost.request(route as string as JsonRoute, given);
  return answer as PersonRoutes[Name]["answer"];
}
