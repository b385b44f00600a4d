// One's own account: where one works, in which language, light or dark, and the way out.
import { ActionIcon, Menu, Text, useDirection, useMantineColorScheme } from "@mantine/core";
import { IconCheck, IconUserCircle } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { callGate } from "../../api/gates.ts";
import { becomePerson, type Person, usePerson } from "../../api/person.ts";
import { type Language, languages } from "../../i18n/languages.ts";
import { changeLanguage, useLanguage, useTexts } from "../../i18n/texts.ts";

export function AccountMenu() {
  const t = useTexts("shell");
  const person = usePerson();
  return (
    <Menu width="16rem" position="bottom-end">
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" aria-label={t("account.label")}>
          <IconUserCircle size={22} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown mah="80vh" style={{ overflowY: "auto" }}>
        <Menu.Label>
          <Text size="sm" fw={600} c="var(--mantine-color-text)" dir="auto">
            {person.name}
          </Text>
          <bdi>{person.email}</bdi>
        </Menu.Label>
        <Tenants person={person} />
        <Languages />
        <Schemes />
        <Menu.Divider />
        <SignOut />
      </Menu.Dropdown>
    </Menu>
  );
}

function Tenants({ person }: { person: Person }) {
  const t = useTexts("shell");
  const client = useQueryClient();
  const router = useRouter();
  if (person.tenants.length < 2) return null;
  const choose = async (tenant: string): Promise<void> => {
    const chosen = await callGate("PUT /v1/me/tenant", { tenant });
    // Nothing of the tenant before may be seen in the next one.
    becomePerson(client, chosen);
    await router.navigate({ to: "/" });
    await router.invalidate();
  };
  return (
    <>
      <Menu.Divider />
      <Menu.Label>{t("account.tenant")}</Menu.Label>
      {person.tenants.map(({ id, name }) => (
        <Choice key={id} isChosen={id === person.tenant?.id} onChoose={() => void choose(id)}>
          {name}
        </Choice>
      ))}
    </>
  );
}

function Languages() {
  const t = useTexts("shell");
  const chosen = useLanguage();
  const { setDirection } = useDirection();
  const choose = async (language: Language): Promise<void> => {
    await changeLanguage(language);
    setDirection(languages[language].direction);
    // Mail is written in it too. That the page has changed does not wait for it.
    await callGate("PATCH /v1/me", { locale: language });
  };
  return (
    <>
      <Menu.Divider />
      <Menu.Label>{t("account.language")}</Menu.Label>
      {(Object.keys(languages) as Language[]).map((language) => (
        <Choice key={language} isChosen={language === chosen} onChoose={() => void choose(language)}>
          <span lang={language}>{languages[language].name}</span>
        </Choice>
      ))}
    </>
  );
}

function Schemes() {
  const t = useTexts("shell");
  // The library would write a style into the page to hold transitions back, which the policy forbids.
  const { colorScheme, setColorScheme } = useMantineColorScheme({ keepTransitions: true });
  return (
    <>
      <Menu.Divider />
      <Menu.Label>{t("account.scheme")}</Menu.Label>
      {(["auto", "light", "dark"] as const).map((scheme) => (
        <Choice key={scheme} isChosen={scheme === colorScheme} onChoose={() => setColorScheme(scheme)}>
          {t(`scheme.${scheme}`)}
        </Choice>
      ))}
    </>
  );
}

type ChoiceProps = { isChosen: boolean; onChoose(): void; children: React.ReactNode };

function Choice({ isChosen, onChoose, children }: ChoiceProps) {
  return (
    <Menu.Item
      role="menuitemradio"
      aria-checked={isChosen}
      onClick={onChoose}
      rightSection={isChosen ? <IconCheck size={16} aria-hidden /> : null}
    >
      {children}
    </Menu.Item>
  );
}

function SignOut() {
  const t = useTexts("shell");
  const client = useQueryClient();
  const router = useRouter();
  const leave = async (): Promise<void> => {
    await callGate("POST /v1/auth/sign-out");
    client.clear();
    await router.navigate({ to: "/sign-in" });
  };
  return <Menu.Item onClick={() => void leave()}>{t("account.signOut")}</Menu.Item>;
}
