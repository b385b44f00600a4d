// Parses the request that sends a message: the one gate between callers' JSON and the rest of Waypost.

import { maxErrors } from "./field-error.ts";
import type { FieldError, Parsed } from "./field-error.ts";
import { jsonFlaw } from "./json-value.ts";
import { messageErrors } from "./message/rules.ts";
import { messageKinds, messageTypes } from "./message.ts";
import type { MessageObject } from "./message.ts";
import { createCheck } from "./parser.ts";
import type { Parser } from "./parser.ts";
import { batchRequest, sendOptions } from "./send-message.ts";
import type { SendMessageRequest } from "./send-message.ts";

export function parseSendMessage(input: unknown): Parsed<SendMessageRequest> {
  const body = readObject(input);
  if (!body.ok) return body;
  const { options, message } = apart(body.value);
  const checkedOptions = checkOptions(options);
  const checkedMessage = checkMessage(message);
  if (checkedOptions.ok && checkedMessage.ok) {
    return { ok: true, value: { ...checkedOptions.value, message: checkedMessage.value } };
  }
  const errors = [checkedOptions, checkedMessage].flatMap((part) => (part.ok ? [] : part.errors));
  return { ok: false, errors: errors.slice(0, maxErrors) };
}

/** A message object by itself, as campaigns and automations keep it. */
export function parseMessageObject(input: unknown): Parsed<MessageObject> {
  const body = readObject(input);
  return body.ok ? checkMessage({ ...body.value }) : body;
}

/** The items are still unknown: each goes through parseSendMessage, so a bad one never fails its siblings. */
export function parseBatch(input: unknown): Parsed<readonly unknown[]> {
  const batch = checkBatch(input);
  return batch.ok ? { ok: true, value: batch.value.messages } : batch;
}

type Fields = Record<string, unknown>;

function readObject(input: unknown): Parsed<Fields> {
  const flaw = jsonFlaw(input);
  if (flaw) return { ok: false, errors: [flaw] };
  if (isFields(input)) return { ok: true, value: input };
  return { ok: false, errors: [{ path: "", message: "must be an object" }] };
}

function isFields(input: unknown): input is Fields {
  return typeof input === "object" && input !== null && !Array.isArray(input);
}

/** Unknown fields go with the message, whose closed schema names them. */
function apart(body: Fields): { options: Fields; message: Fields } {
  const options: Fields = {};
  const message: Fields = {};
  for (const key of Object.keys(body)) (optionNames.has(key) ? options : message)[key] = body[key];
  return { options, message };
}

const optionNames = new Set(Object.keys(sendOptions.properties));
const checkOptions = createCheck(sendOptions);
const checkBatch = createCheck(batchRequest);
/** By type, because compiling all of them takes a process half a second and few send all of them. */
const shapeChecks = new Map<unknown, Parser<MessageObject>>(
  messageKinds.map((kind) => [kind.properties.type.const, createCheck(kind)]),
);

function checkMessage(message: Fields): Parsed<MessageObject> {
  if (message["type"] === undefined) {
    const given = messageTypes.filter((type) => message[type] !== undefined);
    if (given.length !== 1) return { ok: false, errors: [unnamedType(given)] };
    message["type"] = given[0];
  }
  const checkShape = shapeChecks.get(message["type"]);
  if (!checkShape) return { ok: false, errors: [{ path: "/type", message: `must be one of ${names}` }] };
  const checked = checkShape(message);
  if (!checked.ok) return checked;
  const errors = messageErrors(checked.value);
  return errors.length === 0 ? checked : { ok: false, errors: errors.slice(0, maxErrors) };
}

const names = messageTypes.join(", ");

function unnamedType(given: readonly string[]): FieldError {
  const message =
    given.length === 0
      ? `is required, as is the body it names: one of ${names}`
      : `is required, because there are several bodies: ${given.join(", ")}`;
  return { path: "/type", message };
}
