// Leads to Meta's Embedded Signup: the app whose dialog it is is kept first. The sandbox has its own, and no dialog.
import type { MetaApp } from "@waypost/sdk";
import { isCode } from "@waypost/sdk";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import type { Call } from "../../../api/curl.ts";
import { useMode } from "../../../api/mode.ts";
import { read, useChange } from "../../../api/query.ts";
import type { Values } from "./roads.ts";
import { beginSignup, redirectUriOf, signupAddress } from "./signup-address.ts";

type Signup = {
  /** The app that is kept already; null when there is none, or none with a dialog. */
  kept: KeptApp | null;
  /** What it asks of the API. `shown` is what was typed, without what is secret. */
  call(shown: Values): Call;
  /** Leaves this page when the app is right. `config` is what was typed. */
  submit(config: Values): Promise<void>;
  isPending: boolean;
  error: Error | null;
};

type KeptApp = Pick<MetaApp, "app_id"> & { config_id: string };

export function useSignup({ isWanted }: { isWanted: boolean }): Signup {
  const mode = useMode();
  const navigate = useNavigate();
  const put = useChange("PUT /v1/meta-app");
  const app = useQuery({ ...read("GET /v1/meta-app"), enabled: isWanted && mode === "live" });
  const kept = keptIn(app.data);
  return {
    kept,
    call: (shown) =>
      mode === "test"
        ? { route: "POST /v1/embedded-signup", body: { code: "sandbox" } }
        : { route: "PUT /v1/meta-app", body: { ...kept, ...shown } },
    submit: async (config) => {
      if (mode === "test") {
        const state = beginSignup();
        // Any code is good there: the simulated business shares its first account.
        return navigate({ to: "/senders/signed-up", search: { code: `sandbox-${state}`, state } });
      }
      const isKept = kept !== null && Object.keys(config).length === 0;
      const chosen = isKept
        ? kept
        : keptIn(await put.mutateAsync({ body: appOf(config, kept) }).catch(() => null));
      if (chosen !== null) leaveFor(chosen);
    },
    isPending: put.isPending,
    error: put.error ?? (isCode(app.error, "not_found") ? null : app.error),
  };
}

function keptIn(app: MetaApp | null | undefined): KeptApp | null {
  const configId = app?.config_id ?? null;
  return app === null || app === undefined || configId === null
    ? null
    : { app_id: app.app_id, config_id: configId };
}

/** What is left empty is as it is kept; the secret is asked for with every change, as nobody can read it again. */
function appOf(config: Values, kept: KeptApp | null) {
  return {
    app_id: config["app_id"] ?? kept?.app_id ?? "",
    config_id: config["config_id"] ?? kept?.config_id ?? "",
    app_secret: config["app_secret"] ?? "",
  };
}

function leaveFor({ app_id: appId, config_id: configId }: KeptApp): void {
  const redirectUri = redirectUriOf(location.origin);
  location.assign(signupAddress({ appId, configId, redirectUri, state: beginSignup() }));
}
