// Reminds staff of the platform that they act in a tenant's name, and lets them stop.
import { Alert, Button, Group } from "@mantine/core";
import { usePerson } from "../../api/person.ts";
import { useTexts } from "../../i18n/texts.ts";
import { Timestamp } from "../../parts/timestamp.tsx";
import { useEndVisit } from "./use-end-visit.ts";

export function VisitNotice() {
  const t = useTexts("shell");
  const { impersonation } = usePerson();
  const end = useEndVisit();
  if (impersonation === null) return null;
  return (
    <Alert color="yellow" variant="outline" radius={0}>
      <Group justify="space-between">
        <span>
          {t("visit.acting", { tenant: impersonation.tenant.name })} <Timestamp at={impersonation.ends_at} />
        </span>
        <Button size="xs" variant="default" onClick={() => void end()}>
          {t("visit.end")}
        </Button>
      </Group>
    </Alert>
  );
}
