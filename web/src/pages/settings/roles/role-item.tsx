// A role: what it is called, how many have it, and in which areas it may do something or look.
import { Text, Title } from "@mantine/core";
import type { Role } from "@waypost/sdk";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { read } from "../../../api/query.ts";
import { useLanguage, useTexts } from "../../../i18n/texts.ts";
import { PageLink } from "../../../parts/page-link.tsx";
import { useRoleName } from "./role-options.ts";
import classes from "./roles.module.css";
import { type Area, summaryOf } from "./scopes.ts";

type RoleItemProps = {
  role: Role;
  /** What can be done about it. */
  children?: ReactNode;
};

export function RoleItem({ role: { id, name, scopes }, children }: RoleItemProps) {
  const t = useTexts("settings");
  const language = useLanguage();
  const nameOf = useRoleName();
  const { does, sees } = summaryOf(scopes);
  // Who checks the books sees that there are messages, and not what they say.
  const isBlind = !scopes.includes("messages:read");
  const said = (some: readonly Area[]): string =>
    new Intl.ListFormat(language).format(
      some.map((area) => (area === "messages" && isBlind ? t("roles.blind") : t(`area.${area}`))),
    );
  return (
    <li>
      <div className={classes["name"]}>
        <Title order={3} size="h5">
          <bdi>{nameOf(id, name)}</bdi>
        </Title>
        <Holders role={id} />
      </div>
      {does.length === 0 ? null : <Text size="sm">{t("roles.does", { areas: said(does) })}</Text>}
      {sees.length === 0 ? null : (
        <Text size="sm" c="dimmed">
          {t("roles.sees", { areas: said(sees) })}
        </Text>
      )}
      {children === undefined ? null : <div className={classes["deeds"]}>{children}</div>}
    </li>
  );
}

function Holders({ role }: { role: string }) {
  const t = useTexts("settings");
  const { data } = useQuery(read("GET /v1/people"));
  if (data === undefined) return null;
  const count = data.data.filter((member) => member.role === role).length;
  if (count === 0) return <span>{t("roles.nobody")}</span>;
  return (
    <PageLink to="/settings/people" size="sm">
      {t("roles.people", { count })}
    </PageLink>
  );
}
