// An invitation: to what, as what, and accepting it as somebody new or as who one is.
import { Button, Loader, Stack, Text, Title } from "@mantine/core";
import { useForm } from "@mantine/form";
import type { InvitationLook } from "@waypost/contract";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { callGate } from "../../api/gates.ts";
import { me } from "../../api/person.ts";
import { useTexts } from "../../i18n/texts.ts";
import { ErrorCard } from "../../parts/error-card.tsx";
import { PageLink } from "../../parts/page-link.tsx";
import { NewAccountFields } from "./new-account.tsx";
import { useEntry } from "./use-entry.ts";

const route = getRouteApi("/entry/invitation");

export function InvitationPage() {
  const t = useTexts("entry");
  const token = route.useLoaderData();
  const look = useQuery({
    queryKey: ["invitation", token],
    queryFn: () => callGate("POST /v1/auth/invitation", { token }),
    enabled: token !== "",
  });
  if (token === "") return <Incomplete />;
  if (look.error !== null) return <ErrorCard error={look.error} />;
  if (look.data === undefined) return <Loader type="dots" aria-label={t("loading")} />;
  return <Invitation look={look.data} token={token} />;
}

function Incomplete() {
  const t = useTexts("entry");
  return (
    <Stack>
      <Title order={1} size="h3">
        {t("invitation.title")}
      </Title>
      <Text c="dimmed">{t("invitation.incomplete")}</Text>
    </Stack>
  );
}

function Invitation({ look, token }: { look: InvitationLook; token: string }) {
  const t = useTexts("entry");
  return (
    <Stack>
      <Title order={1} size="h3" dir="auto">
        {t("invitation.to", { tenant: look.tenant })}
      </Title>
      <Text size="sm" c="dimmed">
        {t("invitation.as", { role: look.role_name, email: look.email })}
      </Text>
      {look.has_account ? <AcceptAsMyself token={token} /> : <AcceptAsNew token={token} />}
    </Stack>
  );
}

function AcceptAsNew({ token }: { token: string }) {
  const t = useTexts("entry");
  const form = useForm({ initialValues: { name: "", password: "" } });
  const enter = useEntry((values: typeof form.values) =>
    callGate("POST /v1/auth/invitation/accept", { token, ...values }),
  );
  return (
    <form onSubmit={form.onSubmit((values) => enter.mutate(values))}>
      <Stack>
        <NewAccountFields form={form} />
        {enter.error === null ? null : <ErrorCard error={enter.error} />}
        <Button type="submit" loading={enter.isPending} fullWidth>
          {t("invitation.accept")}
        </Button>
      </Stack>
    </form>
  );
}

/** Who has an account signs in first: the link alone makes nobody them. */
function AcceptAsMyself({ token }: { token: string }) {
  const t = useTexts("entry");
  const person = useQuery(me);
  const enter = useEntry(() => callGate("POST /v1/me/invitation", { token }));
  if (person.data === undefined)
    return (
      <PageLink to="/sign-in" search={{ to: `/invitation#${token}` }}>
        {t("invitation.signIn")}
      </PageLink>
    );
  return (
    <>
      {enter.error === null ? null : <ErrorCard error={enter.error} />}
      <Button onClick={() => enter.mutate(undefined)} loading={enter.isPending}>
        {t("invitation.accept")}
      </Button>
    </>
  );
}
