// One end-to-end device: the keys and sessions inside a phone, with libsignal's real encryption.
import { Curve, generateRegistrationId, generateSignalPubKey } from "baileys";
import type { KeyPair } from "baileys";
import libsignal from "libsignal";
import type { Bundle } from "./bundle.ts";
import { createSafeCipher } from "./safe-cipher.ts";
import { createIdentity } from "./signatures.ts";
import type { Identity } from "./signatures.ts";

export type Encrypted = { type: "pkmsg" | "msg"; content: Buffer };

export type SignalDevice = {
  identity: Identity;
  registrationId: number;
  /** A fresh bundle, one-time pre-key included. */
  bundle(): Bundle;
  hasSession(peer: string): boolean;
  dropSession(peer: string): void;
  openSession(peer: string, bundle: Bundle): Promise<void>;
  encrypt(peer: string, plain: Uint8Array): Promise<Encrypted>;
  decrypt(peer: string, encrypted: { type: string; content: Uint8Array }): Promise<Buffer>;
};

/** What makes it the same device to others, whatever sessions it has. */
export type DeviceIdentity = { seed: Buffer; registrationId: number };

/** Peers are named "user.device", by account and never by how they were addressed. */
export function createSignalDevice(known?: DeviceIdentity): SignalDevice {
  const identity = createIdentity(known?.seed);
  const registrationId = known?.registrationId ?? generateRegistrationId();
  const signed = Curve.generateKeyPair();
  const signature = identity.sign(generateSignalPubKey(signed.public));
  const preKeys = new Map<number, KeyPair>();
  const sessions = new Map<string, Uint8Array>();
  const storage = createStorage({ identity, registrationId, signed, preKeys, sessions });
  const cipher = (peer: string) => createSafeCipher(storage, addressOf(peer));
  let nextPreKey = 1;

  function bundle(): Bundle {
    const id = nextPreKey++;
    const pair = Curve.generateKeyPair();
    preKeys.set(id, pair);
    const signedPreKey = { id: 1, key: signed.public, signature };
    return { registrationId, identity: identity.public, signedPreKey, preKey: { id, key: pair.public } };
  }

  return {
    identity,
    registrationId,
    bundle,
    hasSession: (peer) => sessions.has(peer),
    dropSession: (peer) => void sessions.delete(peer),
    openSession: (peer, theirs) =>
      new libsignal.SessionBuilder(storage, addressOf(peer)).initOutgoing(outgoing(theirs)),
    async encrypt(peer, plain) {
      const { type, body } = await cipher(peer).encrypt(Buffer.from(plain));
      return { type: type === 3 ? "pkmsg" : "msg", content: Buffer.from(body, "binary") };
    },
    decrypt(peer, { type, content }) {
      const data = Buffer.from(content);
      if (type !== "pkmsg") return cipher(peer).decryptWhisperMessage(data);
      return createSafeCipher(beginning(storage), addressOf(peer)).decryptPreKeyWhisperMessage(data);
    },
  };
}

type Secrets = {
  identity: KeyPair;
  registrationId: number;
  signed: KeyPair;
  preKeys: Map<number, KeyPair>;
  sessions: Map<string, Uint8Array>;
};

function createStorage({
  identity,
  registrationId,
  signed,
  preKeys,
  sessions,
}: Secrets): libsignal.SignalStorage {
  return {
    loadSession(id) {
      const stored = sessions.get(id);
      return Promise.resolve(stored ? quiet(libsignal.SessionRecord.deserialize(stored)) : null);
    },
    storeSession(id, session) {
      sessions.set(id, structuredClone(session.serialize()));
      return Promise.resolve();
    },
    isTrustedIdentity: () => true,
    loadPreKey(id) {
      const pair = preKeys.get(Number(id));
      return Promise.resolve(pair && signalKeys(pair));
    },
    removePreKey: (id) => void preKeys.delete(id),
    loadSignedPreKey: () => signalKeys(signed),
    getOurRegistrationId: () => registrationId,
    getOurIdentity: () => signalKeys(identity),
  };
}

type Closable = { indexInfo: { closed: number } };
type OpenRecord = libsignal.SessionRecord & { getOpenSession(): Closable | undefined };

/** libsignal prints a session, private keys and all, whenever it closes one. */
function quiet(record: libsignal.SessionRecord): libsignal.SessionRecord {
  return Object.assign(record, { closeSession: close });
}

/** Storage for a message that begins a session: the open one makes room without a word on the console. */
function beginning(storage: libsignal.SignalStorage): libsignal.SignalStorage {
  const loadSession = async (id: string) => {
    const record = (await storage.loadSession(id)) as OpenRecord | null;
    if (!record) return null;
    const getOpenSession = record.getOpenSession.bind(record);
    const closeOpen = () => {
      const open = getOpenSession();
      if (open) close(open);
      return undefined;
    };
    return Object.assign(record, { getOpenSession: closeOpen });
  };
  return { ...storage, loadSession };
}

function close(session: Closable) {
  session.indexInfo.closed = Date.now();
}

/** libsignal's types demand a pre-key; its code does without one, as for a device that has run out. */
function outgoing({ registrationId, identity, signedPreKey, preKey }: Bundle) {
  type Outgoing = Parameters<libsignal.SessionBuilder["initOutgoing"]>[0];
  const device = {
    registrationId,
    identityKey: generateSignalPubKey(identity),
    signedPreKey: {
      keyId: signedPreKey.id,
      publicKey: generateSignalPubKey(signedPreKey.key),
      signature: signedPreKey.signature,
    },
    ...(preKey && { preKey: { keyId: preKey.id, publicKey: generateSignalPubKey(preKey.key) } }),
  };
  return device as Outgoing;
}

function signalKeys({ private: secret, public: open }: KeyPair) {
  return { privKey: Buffer.from(secret), pubKey: Buffer.from(generateSignalPubKey(open)) };
}

function addressOf(peer: string): libsignal.ProtocolAddress {
  const [user = "", device] = peer.split(".");
  return new libsignal.ProtocolAddress(user, Number(device));
}
