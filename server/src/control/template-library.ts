// The template library in the control process: whose session is asked, opened for one question.

import type { AttachedConfig } from "../config.ts";
import type { Route } from "../kernel/route.ts";
import { templateLibraryRoutes } from "../templates/index.ts";
import { openCloudApi } from "./cloud-api-sessions.ts";
import type { House } from "./house.ts";

export function libraryRoutes(
  config: Pick<AttachedConfig, "simulator">,
  { app: db, vault, finder }: Pick<House, "app" | "vault" | "finder">,
): Route[] {
  return templateLibraryRoutes({ db, finder, openSession: openCloudApi(config, vault) });
}
