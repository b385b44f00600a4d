// Who did something: a person by name where one may know it, else by what they are.
import type { AuditEntry } from "@waypost/sdk";
import { useQuery } from "@tanstack/react-query";
import { useMay } from "../../../api/person.ts";
import { read } from "../../../api/query.ts";
import { useTexts } from "../../../i18n/texts.ts";

export function Actor({ actor: { kind, id } }: Pick<AuditEntry, "actor">) {
  const t = useTexts("settings");
  const mayKnow = useMay("people:read");
  const { data } = useQuery({ ...read("GET /v1/people"), enabled: kind === "person" && mayKnow });
  const name = data?.data.find((member) => member.id === id)?.name;
  if (name !== undefined) return <bdi>{name}</bdi>;
  return (
    <>
      {t(`actor.${kind}`)} <bdi dir="ltr">{id}</bdi>
    </>
  );
}
