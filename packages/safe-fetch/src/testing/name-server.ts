/**
 * A name server for tests that says what a script tells it: another answer each time, a failure, or
 * nothing at all. It speaks the part of RFC 1035 that a stub resolver asks for, over UDP.
 */
import { createSocket, type RemoteInfo } from 'node:dgram';
import { once } from 'node:events';
import { isIPv4, isIPv6 } from 'node:net';

/** What a resolver asks. */
export interface Question {
  /** The name in lower case, without a full stop at the end. */
  readonly name: string;
  readonly type: 'A' | 'AAAA' | 'other';
  /** How often this name was asked for this type before. */
  readonly asked: number;
}

/** What it is told. Addresses of the other family than the question's are left out. */
export interface Answer {
  readonly addresses?: readonly string[];
  /** The name that the addresses belong to, told by a CNAME record. */
  readonly alias?: string;
  /** No such name, or a server in trouble; neither by default. */
  readonly failure?: 'NXDOMAIN' | 'SERVFAIL';
  /** Milliseconds until it is told; none by default. */
  readonly delayMs?: number;
}

/** A name server that runs. */
export interface NameServer {
  /** `address:port`, as `Resolver.setServers` takes it. */
  readonly address: string;
  /** What was asked so far. */
  readonly questions: readonly Question[];
  /** Ends it; answers that are still to come are dropped. */
  close(): Promise<void>;
}

const typeCodes = { A: 1, CNAME: 5, AAAA: 28 } as const;
const failureCodes = { NXDOMAIN: 3, SERVFAIL: 2 } as const;
const classInternet = 1;
const headerBytes = 12;
/** A name that is the question's own: a pointer to the first byte after the header. */
const questionName = Buffer.from([0xc0, headerBytes]);

/**
 * Starts a name server.
 *
 * @param answer - what to say to a question; null: nothing.
 * @param port - 0 for a free one.
 */
export async function startNameServer(
  answer: (question: Question) => Answer | null,
  port = 0,
): Promise<NameServer> {
  const socket = createSocket('udp4');
  const questions: Question[] = [];
  const timers = new Set<NodeJS.Timeout>();
  const reply = (query: Buffer, peer: RemoteInfo): void => {
    const { name, type, end } = readQuestion(query);
    const asked = questions.filter((one) => one.name === name && one.type === type).length;
    const question = { name, type, asked };
    questions.push(question);
    const said = answer(question);
    if (said === null) return;
    const bytes = writeAnswer(query.subarray(0, end), type, said);
    const timer = setTimeout(() => {
      timers.delete(timer);
      socket.send(bytes, peer.port, peer.address);
    }, said.delayMs ?? 0);
    timers.add(timer);
  };
  socket.on('message', reply);
  socket.bind(port, '127.0.0.1');
  await once(socket, 'listening');
  return {
    address: `127.0.0.1:${socket.address().port}`,
    questions,
    close: async () => {
      for (const timer of timers) clearTimeout(timer);
      socket.close();
      await once(socket, 'close');
    },
  };
}

function readQuestion(query: Buffer): { name: string; type: Question['type']; end: number } {
  const labels: string[] = [];
  let at = headerBytes;
  for (let length = query.readUInt8(at); length > 0; length = query.readUInt8(at)) {
    labels.push(query.toString('latin1', at + 1, at + 1 + length));
    at += 1 + length;
  }
  const code = query.readUInt16BE(at + 1);
  const type = code === typeCodes.A ? 'A' : code === typeCodes.AAAA ? 'AAAA' : 'other';
  return { name: labels.join('.').toLowerCase(), type, end: at + 5 };
}

function writeAnswer(question: Buffer, type: Question['type'], said: Answer): Buffer {
  const { addresses = [], alias, failure } = said;
  const fits = type === 'A' ? isIPv4 : isIPv6;
  const owner = alias === undefined ? questionName : encodeName(alias);
  const records = type === 'other' ? [] : addresses.filter((address) => fits(address));
  const answers = [
    ...(alias === undefined ? [] : [record(questionName, 'CNAME', encodeName(alias))]),
    ...records.map((address) => record(owner, type === 'A' ? 'A' : 'AAAA', encodeAddress(address))),
  ];
  const bytes = Buffer.concat([question, ...answers]);
  // A response, recursion available, with the asker's own flags and the code of a failure.
  bytes.writeUInt16BE(
    0x8080 | question.readUInt16BE(2) | (failure === undefined ? 0 : failureCodes[failure]),
    2,
  );
  for (const [i, count] of [1, answers.length, 0, 0].entries())
    bytes.writeUInt16BE(count, 4 + 2 * i);
  return bytes;
}

/** A record that may not be kept: its time to live is 0. */
function record(owner: Buffer, type: keyof typeof typeCodes, data: Buffer): Buffer {
  const fixed = Buffer.alloc(10);
  fixed.writeUInt16BE(typeCodes[type], 0);
  fixed.writeUInt16BE(classInternet, 2);
  fixed.writeUInt16BE(data.length, 8);
  return Buffer.concat([owner, fixed, data]);
}

function encodeName(name: string): Buffer {
  const labels = name.split('.').map((label) => Buffer.from(`\0${label}`, 'latin1'));
  for (const label of labels) label.writeUInt8(label.length - 1, 0);
  return Buffer.concat([...labels, Buffer.alloc(1)]);
}

function encodeAddress(address: string): Buffer {
  if (isIPv4(address)) return Buffer.from(address.split('.').map(Number));
  // The URL parser writes an IPv4 ending as hexadecimal groups and everything else as short as it can be.
  const short = new URL(`http://[${address}]/`).hostname.slice(1, -1);
  const [head = '', tail] = short.split('::');
  const groups = (part: string | undefined): string[] =>
    part === undefined || part === '' ? [] : part.split(':');
  const before = groups(head);
  const after = groups(tail);
  const zeros = Array.from({ length: 8 - before.length - after.length }, () => '0');
  const bytes = Buffer.alloc(16);
  for (const [i, group] of [...before, ...zeros, ...after].entries()) {
    bytes.writeUInt16BE(Number.parseInt(group, 16), 2 * i);
  }
  return bytes;
}
