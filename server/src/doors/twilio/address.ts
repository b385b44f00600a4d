// A number as Twilio's clients write it, with its channel before it: `whatsapp:+14155550123`. Pure.

const channel = "whatsapp:";

export function withChannel(phone: string): string {
  return `${channel}${phone}`;
}

/** What names no channel is a number, or a sender's id of ours, already. */
export function withoutChannel(address: string): string {
  return address.startsWith(channel) ? address.slice(channel.length) : address;
}
