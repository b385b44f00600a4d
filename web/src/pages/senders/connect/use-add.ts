// Adds a sender over the road that was chosen, and begins what can begin at once: its link, or its steps at Meta.
import type { Body, Sender } from "@waypost/sdk";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useChange } from "../../../api/query.ts";
import { useTexts } from "../../../i18n/texts.ts";
import { tell } from "../../../parts/tell.tsx";
import { hasLink } from "../state.ts";
import { dialog360Hook, dialog360Url, type Told } from "./dialog360-webhook.ts";
import { makesSecret } from "./roads.ts";
import { makeSecret } from "./secret.ts";

type Wish = { road: Sender["transport"]; name: string; config: Record<string, string> };

type Add = {
  /** `error` says why it was refused. */
  submit(wish: Wish): Promise<void>;
  /** What its owner has to tell the provider, and will not be shown again. */
  told: Told | null;
  /** When that is done. */
  goOn(): void;
  isPending: boolean;
  error: Error | null;
};

/** `onAdded` comes before its page does. */
export function useAdd(onAdded: () => void): Add {
  const t = useTexts("senders");
  const { create, begin, ...standing } = useCreation();
  const navigate = useNavigate();
  const [left, setLeft] = useState<{ id: string; told: Told } | null>(null);
  const show = (id: string): void => void navigate({ to: "/senders/$id", params: { id } });
  return {
    ...standing,
    submit: async ({ road, name, config }) => {
      const made = makesSecret(road, config) ? makeSecret() : null;
      const whole = made === null ? config : { ...config, webhook_secret: made };
      const sender = await create({ name, transport: road, config: whole });
      if (sender === null) return;
      await begin(sender);
      tell(t("add.done"));
      onAdded();
      if (road === "dialog360" && made !== null) setLeft({ id: sender.id, told: toldOf(whole, made) });
      else show(sender.id);
    },
    told: left?.told ?? null,
    goOn: () => {
      setLeft(null);
      if (left !== null) show(left.id);
    },
  };
}

function toldOf({ base_url: server = dialog360Url }: Record<string, string>, secret: string): Told {
  return { server, secret, url: dialog360Hook(location.origin) };
}

function useCreation() {
  const create = useChange("POST /v1/senders");
  const start = useChange("POST /v1/senders/{id}/session/start");
  const check = useChange("POST /v1/senders/{id}/onboarding");
  return {
    create: (body: Body<"POST /v1/senders">): Promise<Sender | null> =>
      create.mutateAsync({ body }).catch(() => null),
    /** Its page says what came of it, and offers it again. */
    begin: async (sender: Sender): Promise<void> => {
      const params = { id: sender.id };
      if (hasLink(sender)) await start.mutateAsync({ params }).catch(() => null);
      if (sender.transport === "cloud_api") void check.mutateAsync({ params, body: {} }).catch(() => null);
    },
    isPending: create.isPending || start.isPending,
    error: create.error,
  };
}
