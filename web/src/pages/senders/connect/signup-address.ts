// Where Meta's Embedded Signup is opened, and what its answer has to bring back to be believed.
import { makeSecret } from "./secret.ts";

/** As the API's own calls are pinned. */
const version = "v25.0";

export type SignupWish = { appId: string; configId: string; state: string; redirectUri: string };

/**
 * The page itself goes there. Meta's script would show the dialog in a window, but no script of another house runs
 * here; the dialog is the same one, and what the script would tell (the account, the number) the API asks of the token.
 */
export function signupAddress({ appId, configId, state, redirectUri }: SignupWish): string {
  const query = new URLSearchParams({
    client_id: appId,
    config_id: configId,
    redirect_uri: redirectUri,
    state,
    response_type: "code",
    override_default_response_type: "true",
    extras: JSON.stringify({ setup: {} }),
  });
  return `https://www.facebook.com/${version}/dialog/oauth?${query.toString()}`;
}

/** Has to stand among the app's valid OAuth redirect URIs, letter by letter. */
export function redirectUriOf(origin: string): string {
  return `${origin}/senders/signed-up`;
}

const place = "waypost-signup";

/** For this tab: an answer that was begun elsewhere would connect a stranger's number. */
export function beginSignup(): string {
  // A letter first: what looks like a number would come back as one.
  const state = `s${makeSecret()}`;
  sessionStorage.setItem(place, state);
  return state;
}

/** True once, for the answer to what was begun here. */
export function endSignup(state: string): boolean {
  const begun = sessionStorage.getItem(place);
  sessionStorage.removeItem(place);
  return begun !== null && begun === state;
}
