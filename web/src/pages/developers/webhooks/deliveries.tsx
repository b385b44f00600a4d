// An endpoint's deliveries: narrowed by the address, one open beside the list, a span of them told again.
import { Button } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import type { WebhookEndpoint } from "@waypost/sdk";
import { useInfiniteQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useMay } from "../../../api/person.ts";
import { readPages } from "../../../api/query.ts";
import { useTexts } from "../../../i18n/texts.ts";
import { EmptyState } from "../../../parts/empty-state.tsx";
import { FilterSelect } from "../../../parts/filter-select.tsx";
import { Panel } from "../../../parts/panel.tsx";
import { RecordList } from "../../../parts/record-list.tsx";
import { useRows } from "../../../parts/use-rows.ts";
import classes from "../developers.module.css";
import { DeliveryDrawer } from "./delivery-drawer.tsx";
import { useDeliveryColumns } from "./delivery-columns.tsx";
import { deliveryStates } from "./filters.ts";
import { ReplaySpan } from "./replay-span.tsx";

const route = getRouteApi("/app/developers/webhooks/$id");

export function Deliveries({ endpoint }: { endpoint: WebhookEndpoint }) {
  const t = useTexts("developers");
  const filters = route.useSearch();
  const navigate = route.useNavigate();
  const [isReplaying, replaying] = useDisclosure(false);
  const mayWrite = useMay("webhooks:write");
  return (
    <Panel
      title={t("deliveries.title")}
      actions={
        <>
          <FilterSelect
            label={t("column.state")}
            any={t("deliveries.any")}
            options={deliveryStates.map((value) => ({ value, label: t(`delivery.${value}`) }))}
            value={filters.state}
            onChange={(state) =>
              void navigate({ search: state === undefined ? {} : { state }, replace: true })
            }
          />
          {mayWrite ? (
            <Button variant="default" onClick={replaying.open}>
              {t("deliveries.replaySpan")}
            </Button>
          ) : null}
        </>
      }
    >
      <List endpoint={endpoint.id} />
      <DeliveryDrawer
        id={filters.delivery}
        onClose={() => void navigate({ search: { ...filters, delivery: undefined }, replace: true })}
      />
      <ReplaySpan endpoint={endpoint.id} opened={isReplaying} onClose={replaying.close} />
    </Panel>
  );
}

function List({ endpoint }: { endpoint: string }) {
  const t = useTexts("developers");
  const { delivery: openId, ...filters } = route.useSearch();
  const navigate = route.useNavigate();
  const columns = useDeliveryColumns();
  const found = useInfiniteQuery(
    readPages("GET /v1/webhook-deliveries", { query: { endpoint, ...filters } }),
  );
  const source = useRows(found);
  return (
    <div className={classes["deliveries"]}>
      <RecordList
        label={t("deliveries.title")}
        {...{ columns, source, openId }}
        onOpen={({ id }) => void navigate({ search: { ...filters, delivery: id }, resetScroll: false })}
        empty={<EmptyState title={t("deliveries.none")}>{t("deliveries.noneDetail")}</EmptyState>}
      />
    </div>
  );
}
