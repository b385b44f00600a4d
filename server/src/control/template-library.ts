// The template library in the control process: whose session is asked, opened for one question.

import type { AttachedConfig } from "../config.ts";
import type { Route } from "../kernel/route.ts";
import { openSecrets } from "../senders/index.ts";
import { templateLibraryRoutes } from "../templates/index.ts";
import { createCloudApiTransport } from "../transports/cloud-api/index.ts";
import { graphOriginsOf } from "./account-routes.ts";
import type { House } from "./house.ts";

export function libraryRoutes(
  config: Pick<AttachedConfig, "simulator">,
  { app: db, vault, finder }: Pick<House, "app" | "vault" | "finder">,
): Route[] {
  const transport = createCloudApiTransport({ graphOrigins: graphOriginsOf(config) });
  return templateLibraryRoutes({
    db,
    finder,
    openSession: async (sender) => {
      if (sender.transport !== "cloud_api" && sender.transport !== "sandbox") return null;
      const account = { senderId: sender.id, address: sender.address, config: sender.config };
      return transport.open({ ...account, secrets: openSecrets(vault, sender) }, async () => undefined);
    },
  });
}
