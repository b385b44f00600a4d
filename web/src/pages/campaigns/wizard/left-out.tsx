// The people whom a campaign would leave out for one reason.
import { useQuery } from "@tanstack/react-query";
import { read } from "../../../api/query.ts";
import { Loaded } from "../../../parts/loaded.tsx";
import { Phone } from "../../../parts/phone.tsx";
import { RecordDrawer } from "../../../parts/record-drawer.tsx";
import { SkipReason } from "../skip-reason.tsx";
import classes from "./wizard.module.css";

type LeftOutProps = { id: string; reason: string | null; onClose(): void };

export function LeftOut({ id, reason, onClose }: LeftOutProps) {
  return (
    <RecordDrawer opened={reason} title={reason && <SkipReason reason={reason} />} onClose={onClose}>
      {(opened) => <People id={id} reason={opened} />}
    </RecordDrawer>
  );
}

/** The first hundred say enough. */
function People({ id, reason }: { id: string; reason: string }) {
  const query = { reason, limit: 100 };
  const found = useQuery(read("GET /v1/campaigns/{id}/preflight/people", { params: { id }, query }));
  return (
    <Loaded query={found} height="8rem">
      {({ data: people }) => (
        <ul className={classes["list"]}>
          {people.map(({ contact, phone, missing }) => (
            <li key={contact}>
              {phone === null ? <bdi>{contact}</bdi> : <Phone number={phone} />} {missing.join(", ")}
            </li>
          ))}
        </ul>
      )}
    </Loaded>
  );
}
