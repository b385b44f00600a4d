// Signing in: address and password, and a code where there is an authenticator.
import { Button, PasswordInput, Stack, TextInput, Title } from "@mantine/core";
import { useForm } from "@mantine/form";
import { isCode } from "@waypost/sdk";
import { getRouteApi } from "@tanstack/react-router";
import { useTexts } from "../../i18n/texts.ts";
import { callGate } from "../../api/gates.ts";
import { ErrorCard } from "../../parts/error-card.tsx";
import { PageLink } from "../../parts/page-link.tsx";
import { useEntry } from "./use-entry.ts";

const route = getRouteApi("/entry/sign-in");

export function SignInPage() {
  const t = useTexts("entry");
  const { to } = route.useSearch();
  const form = useForm({ initialValues: { email: "", password: "", code: "" } });
  const enter = useEntry(
    ({ code, ...proof }: typeof form.values) =>
      callGate("POST /v1/auth/sign-in", code === "" ? proof : { ...proof, code: code.replaceAll(" ", "") }),
    to,
  );
  const asksForCode = isCode(enter.error, "code_required") || form.values.code !== "";
  return (
    <form onSubmit={form.onSubmit((values) => enter.mutate(values))}>
      <Stack>
        <Title order={1} size="h3">
          {t("signIn.title")}
        </Title>
        <TextInput
          label={t("email")}
          type="email"
          autoComplete="username"
          required
          autoFocus
          {...form.getInputProps("email")}
        />
        <PasswordInput
          label={t("password")}
          autoComplete="current-password"
          required
          visibilityToggleButtonProps={{ "aria-label": t("password.show") }}
          {...form.getInputProps("password")}
        />
        {asksForCode ? (
          <TextInput
            label={t("code")}
            description={t("code.hint")}
            autoComplete="one-time-code"
            autoFocus
            {...form.getInputProps("code")}
          />
        ) : null}
        {enter.error === null || isCode(enter.error, "code_required") ? null : (
          <ErrorCard error={enter.error} />
        )}
        <Button type="submit" loading={enter.isPending} fullWidth>
          {t("signIn.action")}
        </Button>
        <PageLink to="/reset" size="sm">
          {t("signIn.forgot")}
        </PageLink>
      </Stack>
    </form>
  );
}
