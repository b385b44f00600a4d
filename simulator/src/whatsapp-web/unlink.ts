// Ends the link of a device: by its phone's owner, or by the client logging out.
import { removeDevice } from "./account.ts";
import type { LinkedDevice } from "./linked-device.ts";
import { saveLinks } from "./restore.ts";
import type { Web } from "./web.ts";

/** Its connection ends with 401 now, and so does every later login. */
export function unlinkDevice(web: Web, device: LinkedDevice) {
  removeDevice(device.account, device, web.network.clock.now());
  device.mailbox.clear();
  saveLinks(web);
  device.connection?.end("device_removed");
}
