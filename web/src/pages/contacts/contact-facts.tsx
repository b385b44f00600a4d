// What is known about a person: their addresses, tags, lists and attributes.
import { useQuery } from "@tanstack/react-query";
import type { Contact } from "@waypost/sdk";
import { read } from "../../api/query.ts";
import { useTexts } from "../../i18n/texts.ts";
import { CopyText } from "../../parts/copy-text.tsx";
import { Fact, FactList } from "../../parts/fact-list.tsx";
import { Phone } from "../../parts/phone.tsx";
import { Timestamp } from "../../parts/timestamp.tsx";

export function ContactFacts({ contact }: { contact: Contact }) {
  const t = useTexts("contacts");
  const { data: lists } = useQuery(read("GET /v1/lists", { query: { limit: 200 } }));
  const listNames = contact.lists.map((id) => lists?.data.find((list) => list.id === id)?.name ?? id);
  const others = contact.aliases.filter(({ value }) => value !== contact.phone);
  return (
    <FactList>
      <Fact name={t("phone")}>{contact.phone === null ? null : <Phone number={contact.phone} />}</Fact>
      <Fact name={t("profileName")}>{contact.profile_name}</Fact>
      {others.map(({ kind, value }) => (
        <Fact key={`${kind}${value}`} name={t(`alias.${kind}`)}>
          <bdi dir="ltr">{value}</bdi>
        </Fact>
      ))}
      <Fact name={t("language")}>{contact.language}</Fact>
      <Fact name={t("timeZone")}>{contact.time_zone}</Fact>
      <Fact name={t("tags")}>{contact.tags.join(", ")}</Fact>
      <Fact name={t("lists")}>{listNames.join(", ")}</Fact>
      {Object.entries(contact.attributes).map(([name, value]) => (
        <Fact key={name} name={name}>
          <bdi>{typeof value === "string" ? value : JSON.stringify(value)}</bdi>
        </Fact>
      ))}
      <Fact name={t("id")}>
        <CopyText text={contact.id} />
      </Fact>
      <Fact name={t("added")}>
        <Timestamp at={contact.created_at} exact />
      </Fact>
    </FactList>
  );
}
