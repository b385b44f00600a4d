// The people whom a campaign would leave out for one reason.
import { Drawer, Skeleton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { read } from "../../../api/query.ts";
import { useTexts } from "../../../i18n/texts.ts";
import { ErrorCard } from "../../../parts/error-card.tsx";
import { Phone } from "../../../parts/phone.tsx";
import { SkipReason } from "../skip-reason.tsx";
import classes from "./wizard.module.css";

type LeftOutProps = { id: string; reason: string | null; onClose(): void };

export function LeftOut({ id, reason, onClose }: LeftOutProps) {
  const t = useTexts("campaigns");
  return (
    <Drawer
      opened={reason !== null}
      onClose={onClose}
      position="right"
      title={reason === null ? "" : <SkipReason reason={reason} />}
      closeButtonProps={{ "aria-label": t("close") }}
    >
      {reason === null ? null : <People id={id} reason={reason} />}
    </Drawer>
  );
}

/** The first hundred say enough. */
function People({ id, reason }: { id: string; reason: string }) {
  const query = { reason, limit: 100 };
  const { data, error } = useQuery(
    read("GET /v1/campaigns/{id}/preflight/people", { params: { id }, query }),
  );
  if (error !== null) return <ErrorCard error={error} />;
  if (data === undefined) return <Skeleton height="8rem" />;
  return (
    <ul className={classes["list"]}>
      {data.data.map(({ contact, phone, missing }) => (
        <li key={contact}>
          {phone === null ? <bdi>{contact}</bdi> : <Phone number={phone} />} {missing.join(", ")}
        </li>
      ))}
    </ul>
  );
}
