// Somebody who becomes the first administrator, sets up an authenticator, and types their password in the wrong place.

import type { Stack } from "../stack.ts";

export type Confided = { cookie: string; totpSecret: string; problems: string[] };

export async function signUp(
  { apiUrl, output }: Pick<Stack, "apiUrl" | "output">,
  { email, password }: { email: string; password: string },
): Promise<Confided> {
  const problems: string[] = [];
  let cookie = "";
  const post = async (path: string, body: object): Promise<Record<string, unknown>> => {
    const response = await fetch(apiUrl + path, {
      method: "POST",
      headers: { "sec-fetch-site": "same-origin", "content-type": "application/json", cookie },
      body: JSON.stringify(body),
    });
    const text = await response.text();
    if (!response.ok) problems.push(text);
    cookie = response.headers.getSetCookie()[0]?.split(";")[0] ?? cookie;
    return text === "" ? {} : (JSON.parse(text) as Record<string, unknown>);
  };
  const token = /\/setup#([\w-]{43})/.exec(output())?.[1] ?? "";
  await post("/v1/auth/setup", { token, email, name: "Ada", password });
  await post("/v1/auth/prove", { password });
  const { secret } = await post("/v1/me/totp", {});
  if (typeof secret !== "string") throw new Error(`no authenticator was set up: ${problems.join()}`);
  await post("/v1/auth/sign-in", { email: password, password: email });
  await post("/v1/auth/sign-in", { email, password: { password } });
  await post("/v1/me/totp/confirm", { code: secret });
  return { cookie: cookie.slice(cookie.indexOf("=") + 1), totpSecret: secret, problems };
}
