// What ten real people would be sent, one after the other on a phone.
import { ActionIcon, Skeleton, Text } from "@mantine/core";
import { IconChevronLeft, IconChevronRight } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { read } from "../../../api/query.ts";
import { useTexts } from "../../../i18n/texts.ts";
import { ErrorCard } from "../../../parts/error-card.tsx";
import { Phone } from "../../../parts/phone.tsx";
import { PhoneMessage, PhoneMock } from "../../../parts/phone-mock.tsx";
import { SkipReason } from "../skip-reason.tsx";
import { nameOfTemplate, shownOf } from "./shown.ts";
import classes from "./wizard.module.css";

export function PeoplePreview({ id }: { id: string }) {
  const t = useTexts("campaigns");
  const [place, setPlace] = useState(0);
  const { data, error } = useQuery(read("GET /v1/campaigns/{id}/preview", { params: { id } }));
  if (error !== null) return <ErrorCard error={error} />;
  if (data === undefined) return <Skeleton height="20rem" />;
  const person = data.data[Math.min(place, data.data.length - 1)];
  if (person === undefined) return null;
  const turn = (by: number): void => setPlace((place + by + data.data.length) % data.data.length);
  return (
    <div>
      <div className={classes["flip"]}>
        <ActionIcon variant="default" aria-label={t("previous")} onClick={() => turn(-1)}>
          <IconChevronLeft size={18} aria-hidden />
        </ActionIcon>
        <Phone number={person.phone} />
        <ActionIcon variant="default" aria-label={t("nextPerson")} onClick={() => turn(1)}>
          <IconChevronRight size={18} aria-hidden />
        </ActionIcon>
      </div>
      <PhoneMock label={t("phone")}>
        {person.message === null ? (
          <Text size="sm">
            <SkipReason reason={person.reason ?? ""} />
          </Text>
        ) : (
          <WholeMessage message={person.message} />
        )}
      </PhoneMock>
    </div>
  );
}

function WholeMessage({ message }: { message: Record<string, unknown> }) {
  const name = nameOfTemplate(message);
  const { data } = useQuery({
    ...read("GET /v1/templates", { query: { ...name, limit: 1 } }),
    enabled: name !== null,
  });
  return <PhoneMessage shown={shownOf(message, data?.data[0]?.components ?? [])} />;
}
