// The steps of somebody new, in their order. An area adds its own here, with two texts: `step.<name>.title|detail`.
import { Button } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { lazy, Suspense, useState } from "react";
import type { Mode } from "../../api/mode.ts";
import { read } from "../../api/query.ts";
import { useTexts } from "../../i18n/texts.ts";
import { hasLooked } from "../sandbox/looked.ts";

export type Step = {
  name: "connect" | "send" | "look";
  /** Who has it can do it. */
  scope: string;
  modes: readonly Mode[];
  /** Whether it is still to be done; false as long as nobody knows. */
  useIsOpen(): boolean;
  Action(this: void): React.ReactNode;
};

export const steps: readonly Step[] = [
  {
    name: "connect",
    scope: "senders:write",
    modes: ["live", "test"],
    useIsOpen: () => {
      const { data } = useQuery(read("GET /v1/senders", { query: { limit: 1 } }));
      return data?.data.length === 0;
    },
    Action: Connect,
  },
  {
    name: "send",
    scope: "messages:write",
    modes: ["test", "live"],
    useIsOpen: () => {
      const { data } = useQuery(read("GET /v1/messages", { query: { limit: 1 } }));
      return data?.data.length === 0;
    },
    Action: SendFirst,
  },
  {
    name: "look",
    scope: "messages:read",
    modes: ["test"],
    useIsOpen: () => {
      const { data } = useQuery(read("GET /v1/messages", { query: { limit: 1 } }));
      return data?.data.length === 1 && !hasLooked();
    },
    Action: LookAtPhone,
  },
];

function Connect() {
  const t = useTexts("home");
  const navigate = useNavigate();
  return (
    <Button onClick={() => void navigate({ to: "/senders", search: { add: true } })}>
      {t("step.connect.action")}
    </Button>
  );
}

function LookAtPhone() {
  const t = useTexts("home");
  const navigate = useNavigate();
  return (
    <Button onClick={() => void navigate({ to: "/sandbox", search: {} })}>{t("step.look.action")}</Button>
  );
}

/** Forms are heavy, and most who come here write nothing. */
const SendMessage = lazy(async () => ({
  default: (await import("../messages/send-message.tsx")).SendMessage,
}));

function SendFirst() {
  const t = useTexts("home");
  const [isOpen, form] = useDisclosure(false);
  const [isWanted, setWanted] = useState(false);
  const open = (): void => {
    setWanted(true);
    form.open();
  };
  return (
    <>
      <Button onClick={open}>{t("step.send.action")}</Button>
      {isWanted ? (
        <Suspense>
          <SendMessage opened={isOpen} onClose={form.close} />
        </Suspense>
      ) : null}
    </>
  );
}
