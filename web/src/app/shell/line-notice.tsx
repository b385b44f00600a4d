// Says when Waypost does not answer, and that it does again.
import { Alert, Loader } from "@mantine/core";
import { useEffect, useRef } from "react";
import { useReach } from "../../api/reach.ts";
import { useTexts } from "../../i18n/texts.ts";
import { tell } from "../../parts/tell.tsx";

export function LineNotice() {
  const t = useTexts("shell");
  const reach = useReach();
  const before = useRef(reach);
  useEffect(() => {
    if (before.current === "lost" && reach === "answers") tell(t("line.again"));
    before.current = reach;
  }, [reach, t]);
  if (reach === "answers") return null;
  return (
    <Alert
      color="yellow"
      variant="outline"
      radius={0}
      role="status"
      icon={<Loader size={16} color="yellow" />}
    >
      {t("line.lost")}
    </Alert>
  );
}
