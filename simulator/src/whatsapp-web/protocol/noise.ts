// The server's side of Noise_XX_25519_AESGCM_SHA256 as WhatsApp Web speaks it, and the stream after it.
import {
  aesDecryptGCM,
  aesEncryptGCM,
  Curve,
  decodeBinaryNode,
  encodeBinaryNode,
  NOISE_WA_HEADER,
  proto,
} from "baileys";
import type { BinaryNode } from "baileys";
import { createRawKeyPair } from "../root-key.ts";
import { createFrameReader, frame } from "./frames.ts";
import { createSymmetricState, nonce } from "./symmetric-state.ts";
import type { ServerIdentity } from "./trust.ts";

/** Who the client says it is, proven by its static key. */
export type Hello = { clientStatic: Buffer; payload: proto.IClientPayload };

export type NoiseEnd = {
  identity: ServerIdentity;
  write(data: Buffer): void;
  onHello(hello: Hello): void;
  onNode(node: BinaryNode): void;
};

export type Noise = {
  /** Resolves when all of it was handled, in order; rejects when the client breaks the protocol. */
  receive(data: Buffer): Promise<void>;
  send(node: BinaryNode): void;
};

export function createNoise(end: NoiseEnd): Noise {
  const readFrames = createFrameReader();
  let handshake: Handshake | undefined = createHandshake(end.identity);
  let stream: Stream | undefined;
  let work = Promise.resolve();

  async function process(data: Buffer) {
    for (const bytes of readFrames(data)) {
      if (stream) {
        // oxlint-disable-next-line no-await-in-loop -- frames are decrypted in the order they came
        end.onNode(await decodeBinaryNode(stream.open(bytes)));
        continue;
      }
      const step = handshake?.(proto.HandshakeMessage.decode(bytes));
      if (step?.answer) end.write(frame(step.answer));
      if (!step?.hello) continue;
      handshake = undefined;
      stream = createStream(step.hello.keys);
      end.onHello(step.hello);
    }
  }

  return {
    receive(data) {
      work = work.then(() => process(data));
      return work;
    },
    send(node) {
      if (!stream) throw new Error("the handshake is not over");
      end.write(frame(stream.seal(encodeBinaryNode(node))));
    },
  };
}

type Step = { answer?: Uint8Array; hello?: Hello & { keys: [Buffer, Buffer] } };
type Handshake = (message: proto.HandshakeMessage) => Step;

/** Call it with the client's hello, then with its finish. */
function createHandshake({ key, chain }: ServerIdentity): Handshake {
  const state = createSymmetricState();
  const ephemeral = createRawKeyPair();
  let clientEphemeral: Uint8Array | undefined;
  return ({ clientHello, clientFinish }) => {
    if (!clientEphemeral) {
      clientEphemeral = required(clientHello?.ephemeral, "client ephemeral");
      state.mixHash(NOISE_WA_HEADER);
      state.mixHash(clientEphemeral);
      state.mixHash(ephemeral.public);
      state.mixKey(Curve.sharedKey(ephemeral.private, clientEphemeral));
      const encryptedStatic = state.encrypt(key.public);
      state.mixKey(Curve.sharedKey(key.private, clientEphemeral));
      const payload = state.encrypt(chain);
      const serverHello = { ephemeral: ephemeral.public, static: encryptedStatic, payload };
      return { answer: proto.HandshakeMessage.encode({ serverHello }).finish() };
    }
    const clientStatic = state.decrypt(required(clientFinish?.static, "client static"));
    state.mixKey(Curve.sharedKey(ephemeral.private, clientStatic));
    const bytes = state.decrypt(required(clientFinish?.payload, "client payload"));
    const payload = proto.ClientPayload.decode(bytes);
    return { hello: { clientStatic, payload, keys: state.split() } };
  };
}

type Stream = { seal(plain: Uint8Array): Buffer; open(cipher: Uint8Array): Buffer };

function createStream([receiveKey, sendKey]: [Buffer, Buffer]): Stream {
  const nothing = Buffer.alloc(0);
  let sent = 0;
  let received = 0;
  return {
    seal: (plain) => aesEncryptGCM(plain, sendKey, nonce(sent++), nothing),
    open: (cipher) => aesDecryptGCM(cipher, receiveKey, nonce(received++), nothing),
  };
}

function required(bytes: Uint8Array | null | undefined, what: string): Uint8Array {
  if (!bytes) throw new Error(`handshake without ${what}`);
  return bytes;
}
