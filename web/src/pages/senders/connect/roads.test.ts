// What is asked for to connect a number, and what of it leaves the form.
import { expect, test } from "vitest";
import { configOf, credentialsOf, fieldsOf, makesSecret, roads, withoutSecrets } from "./roads.ts";

const namesOf = (fields: readonly { name: string }[]) => fields.map(({ name }) => name);

test("a provider's own address is asked for only where the simulator stands in its place", () => {
  for (const road of ["dialog360", "wasender"] as const) {
    expect(namesOf(fieldsOf(road, "live"))).not.toContain("base_url");
    expect(namesOf(fieldsOf(road, "test"))[0]).toBe("base_url");
  }
  expect(namesOf(fieldsOf("waha", "live"))).toContain("base_url");
  expect(roads.test).not.toContain("cloud_api");
  expect(roads.live).not.toContain("sandbox");
});

test("what was typed is sent without its spaces, and what was left out not at all", () => {
  const typed = { phone_number: " +20 100 123 4567 ", api_key: "key\n", webhook_secret: "  ", other: "x" };
  expect(configOf(fieldsOf("wasender", "live"), typed)).toEqual({
    phone_number: "+20 100 123 4567",
    api_key: "key",
  });
});

test("a secret is made where both ends are set up from here, unless a partner has one", () => {
  expect(makesSecret("waha", {})).toBe(true);
  expect(makesSecret("dialog360", { webhook_secret: " " })).toBe(true);
  expect(makesSecret("dialog360", { webhook_secret: "the platform's" })).toBe(false);
  expect(makesSecret("wasender", {})).toBe(false);
});

test("a sender keeps its number: what is given anew are its keys", () => {
  expect(namesOf(credentialsOf("waha"))).toEqual(["api_key"]);
  expect(namesOf(credentialsOf("cloud_api"))).not.toContain("phone_number_id");
  expect(namesOf(credentialsOf("whatsapp_web"))).toEqual(["proxy_url"]);
  expect(credentialsOf("sandbox")).toEqual([]);
});

test("no secret is in a line that is copied", () => {
  const asked = fieldsOf("cloud_api", "live");
  const config = { waba_id: "7", access_token: "EAA", app_secret: "s", verify_token: "v" };
  expect(withoutSecrets(asked, config)).toEqual({
    waba_id: "7",
    access_token: "…",
    app_secret: "…",
    verify_token: "…",
  });
});
