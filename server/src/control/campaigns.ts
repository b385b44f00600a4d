// Campaigns in the control process: their routes, and who works on them.

import { importText } from "../audience/index.ts";
import {
  campaignRoutes,
  type Clicks,
  createCampaignWorker,
  type CampaignWorker,
  linkRedirect,
  preflightRoutes,
  type WorkDeps,
} from "../campaigns/index.ts";
import type { Download, Route } from "../kernel/route.ts";
import { carriedTypes } from "../routing/index.ts";
import { phoneAt, senderNamedBy } from "./addressing.ts";
import { checkMarketingRests } from "./marketing-rests.ts";
import { checkForgotten } from "./privacy.ts";
import { preflightHouse } from "./preflight.ts";
import type { House } from "./house.ts";

const now = (): Date => new Date();

export function allCampaignRoutes(house: House): Route[] {
  const routes = campaignRoutes({
    ...workDeps(house),
    db: house.app,
    senderNamed: senderNamedBy(house.finder),
    importText: (tx, caller, file) =>
      importText({ newId: house.newId, now, defaultCountry: house.finder.defaultCountry }, tx, caller, file),
    parsePhone: phoneAt(house.finder),
  });
  return [...routes, ...preflightRoutes({ db: house.app, now, ...preflightHouse(house) })];
}

/** Where campaigns' links lead. */
export function campaignLinks({ engine, clicks }: { engine: House["engine"]; clicks: Clicks }): Download {
  return linkRedirect({ engine, clicks, now });
}

export function openCampaigns(house: House): CampaignWorker {
  return createCampaignWorker(workDeps(house));
}

/** Templates and files are looked at by who writes the messages; all else is asked as of any request. */
export function workDeps(house: House): WorkDeps {
  const { app, engine, plans: plan, newId, onError, publicUrl } = house;
  const checks = [checkMarketingRests(house, now), checkForgotten(house)];
  const linkBase = `${publicUrl}/l/`;
  return { app, engine, plan, newId, onError, checks, linkBase, carriedTypes, now };
}
