// Meta's dialog is opened for the right app, and leads back to this house.
import { expect, test } from "vitest";
import { redirectUriOf, signupAddress } from "./signup-address.ts";

test("the dialog is the app's own, answers with a code, and comes back with what was begun", () => {
  const redirectUri = redirectUriOf("https://waypost.example");
  const address = new URL(signupAddress({ appId: "1234", configId: "5678", state: "a&b=c#d", redirectUri }));
  expect(address.origin + address.pathname).toBe("https://www.facebook.com/v25.0/dialog/oauth");
  expect(Object.fromEntries(address.searchParams)).toMatchObject({
    client_id: "1234",
    config_id: "5678",
    state: "a&b=c#d",
    redirect_uri: "https://waypost.example/senders/signed-up",
    response_type: "code",
    override_default_response_type: "true",
  });
});
