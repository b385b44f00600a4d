// Files that may break a rule, with the reason. One that is not needed any more fails the test.

export type Exception = { rule: string; path: string; because: string };

export const exceptions: readonly Exception[] = [
  {
    rule: "not written here: a test that does not run",
    path: "scripts/closing-line-reporter.test.ts",
    because: "The skipped tests are text: small runs of their own, whose report is looked at.",
  },
  {
    rule: "not written here: a test that does not run",
    path: "server/src/transports/conformance.ts",
    because: "A transport that cannot show a case says why, and the report repeats it.",
  },
  {
    rule: "not written here: a sleep in a test",
    path: "e2e/faults/wait.ts",
    because:
      "When a fault comes and how long it lasts is the fault itself; all else waits for a named state.",
  },
  {
    rule: "not written here: a sleep in a test",
    path: "e2e/faults/network/proxy.ts",
    because: "It is the slow line: each answer is held back for a while.",
  },
  {
    rule: "not written here: a sleep in a test",
    path: "e2e/web/kill.test.ts",
    because: "The random pause before a kill is the fault itself, and people write at a pace.",
  },
  {
    rule: "not written here: a sleep in a test",
    path: "e2e/web/freeze.test.ts",
    because: "How long it is frozen is the fault itself.",
  },
  {
    rule: "not written here: a sleep in a test",
    path: "e2e/web/disconnects.test.ts",
    because: "That nothing reconnects shows only by waiting past the time when it would have.",
  },
  {
    rule: "not written here: a sleep in a test",
    path: "e2e/scale/story.ts",
    because: "How long a node is frozen or cut off is the fault; a journal is asked again after a moment.",
  },
  {
    rule: "not written here: a sleep in a test",
    path: "e2e/scale/traffic.ts",
    because: "Messages come at a pace, as they do from people.",
  },
  {
    rule: "not written here: a sleep in a test",
    path: "e2e/scale/back-pressure.test.ts",
    because: "Who was let in is known by not being answered while everybody else is.",
  },
  {
    rule: "no file is larger than 200 kB",
    path: "examples/appointments.csv",
    because: "A newcomer's first file to send; its generator is beside it and a test compares the two.",
  },
  {
    rule: "SQL lives in stores",
    path: "server/src/transports/whatsapp-web/remove-device.ts",
    because: "What is queried there is WhatsApp, by a stanza.",
  },
  {
    rule: "not written here: a sleep in a test",
    path: "server/src/transports/whatsapp-web/testing/session-memory.ts",
    because: "A store's latency is the fault it injects: with none, the races do not show.",
  },
  {
    rule: "few may call out",
    path: "server/src/kernel/guarded-fetch.ts",
    because: "It is the guard every call to a stranger's URL goes through.",
  },
  {
    rule: "few may call out",
    path: "server/src/http/raw-request.ts",
    because: "It sends a server under test what no well-behaved client would.",
  },
  {
    rule: "a room is entered through its index.ts",
    path: "server/src/calls-out.test.ts",
    because: "It dials every proxy that a stranger could name; the tunnel is nothing its room offers.",
  },
  {
    rule: "a file has at most 400 lines",
    path: "sdk/src/generated/schemas.ts",
    because: "It is generated, and one file is what tools and readers jump into.",
  },
  {
    rule: "a file has at most 400 lines",
    path: "sdk/src/generated/operations.ts",
    because: "It is generated, and is one type.",
  },
  {
    rule: "a file is named for its topic, in kebab-case",
    path: "docs/clients/waypost.postman_collection.json",
    because: "Postman knows its collections by this ending.",
  },
  {
    rule: "workspaces are apart",
    path: "web/checks/api-words.test.ts",
    because: "It holds the translations to the error dictionary itself, and is no part of the dashboard.",
  },
];
