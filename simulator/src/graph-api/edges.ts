// Every edge of the Graph API this network answers, by the kind of object it hangs on.
import type { Account, App, PhoneNumber, Template } from "../business/index.ts";
import type { Media } from "../business/media.ts";
import { readAccount } from "./account.ts";
import { blockUsers, listBlocked, unblockUsers } from "./block-users.ts";
import type { Handler } from "./call.ts";
import { sendMarketing } from "./marketing-messages.ts";
import { deleteMedia, readMedia, uploadMedia } from "./media.ts";
import { postMessage } from "./messages.ts";
import { changeNumber, createNumberOfAccount, listNumbers, readNumber } from "./numbers.ts";
import { readProfile, writeProfile } from "./profile.ts";
import { deregister, register, requestCode, verifyCode } from "./registration.ts";
import {
  listSubscribedApps,
  readSubscriptions,
  subscribe,
  subscribeApp,
  unsubscribeApp,
} from "./subscriptions.ts";
import { createTemplate } from "./templates/create.ts";
import { deleteTemplates } from "./templates/delete.ts";
import { editTemplate, unpauseTemplate } from "./templates/edit.ts";
import { listTemplates, readTemplate } from "./templates/read.ts";
import { startUpload } from "./uploads.ts";

type Edges<T> = Readonly<Record<string, Handler<T>>>;

export const numberEdges: Edges<PhoneNumber> = {
  "POST messages": postMessage,
  "POST marketing_messages": sendMarketing,
  "POST media": uploadMedia,
  "GET ": readNumber,
  "POST ": changeNumber,
  "POST register": register,
  "POST deregister": deregister,
  "POST request_code": requestCode,
  "POST verify_code": verifyCode,
  "GET whatsapp_business_profile": readProfile,
  "POST whatsapp_business_profile": writeProfile,
  "GET block_users": listBlocked,
  "POST block_users": blockUsers,
  "DELETE block_users": unblockUsers,
};

export const accountEdges: Edges<Account> = {
  "GET ": readAccount,
  "GET phone_numbers": listNumbers,
  "POST phone_numbers": createNumberOfAccount,
  "GET message_templates": listTemplates,
  "POST message_templates": createTemplate,
  "DELETE message_templates": deleteTemplates,
  "GET subscribed_apps": listSubscribedApps,
  "POST subscribed_apps": subscribeApp,
  "DELETE subscribed_apps": unsubscribeApp,
};

export const templateEdges: Edges<Template> = {
  "GET ": readTemplate,
  "POST ": editTemplate,
  "POST unpause": unpauseTemplate,
};

export const mediaEdges: Edges<Media> = { "GET ": readMedia, "DELETE ": deleteMedia };

export const appEdges: Edges<App> = {
  "GET subscriptions": readSubscriptions,
  "POST subscriptions": subscribe,
  "POST uploads": startUpload,
};
