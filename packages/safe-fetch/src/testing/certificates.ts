/**
 * Certificates for servers of tests, made on the spot so that no key lies in the repository and none
 * expires: X.509 version 3 (RFC 5280) in DER, signed with ECDSA over P-256.
 */
import { generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto';

/** What a server's certificate is about. */
export interface ServerNames {
  /** DNS names; none for a certificate that fits no host. */
  readonly names: readonly string[];
  /** When it stops to be valid, in milliseconds since the epoch; in a day by default. */
  readonly notAfter?: number;
}

/** What a TLS server is started with. */
export interface Identity {
  readonly key: string;
  readonly cert: string;
}

/** Someone who signs certificates. */
export interface Authority {
  /** Its own certificate as PEM: whoever trusts this trusts all it has signed. */
  readonly certificate: string;
  issue(server: ServerNames): Identity;
}

const dayMs = 86_400_000;
const tag = {
  boolean: 0x01,
  integer: 0x02,
  bits: 0x03,
  octets: 0x04,
  utf8: 0x0c,
  sequence: 0x30,
  set: 0x31,
  time: 0x18,
  version: 0xa0,
  extensions: 0xa3,
  dnsName: 0x82,
} as const;

/** Object identifiers as DER writes them, tag and length included. */
const identifier = {
  ecdsaWithSha256: Buffer.from('06082a8648ce3d040302', 'hex'),
  commonName: Buffer.from('0603550403', 'hex'),
  basicConstraints: Buffer.from('0603551d13', 'hex'),
  subjectAltName: Buffer.from('0603551d11', 'hex'),
} as const;

/** Makes an authority that nobody trusts yet. */
export function createAuthority(): Authority {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const name = 'MayLike tests';
  const certificate = signed(privateKey, name, {
    subject: name,
    publicKey,
    notAfter: Date.now() + dayMs,
    extension: extension(
      identifier.basicConstraints,
      der(tag.sequence, der(tag.boolean, Buffer.from([0xff]))),
    ),
  });
  return {
    certificate,
    issue: ({ names, notAfter = Date.now() + dayMs }) => {
      const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
      const cert = signed(privateKey, name, {
        subject: 'server',
        publicKey: pair.publicKey,
        notAfter,
        extension: extension(
          identifier.subjectAltName,
          der(tag.sequence, ...names.map((dns) => der(tag.dnsName, Buffer.from(dns, 'latin1')))),
        ),
      });
      return { key: pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(), cert };
    },
  };
}

interface CertificateParts {
  subject: string;
  publicKey: KeyObject;
  notAfter: number;
  extension: Buffer;
}

function signed(issuerKey: KeyObject, issuer: string, parts: CertificateParts): string {
  const algorithm = der(tag.sequence, identifier.ecdsaWithSha256);
  const serial = randomBytes(8);
  // Positive, and without a leading zero byte.
  serial.writeUInt8(0x40, 0);
  const body = der(
    tag.sequence,
    der(tag.version, der(tag.integer, Buffer.from([2]))),
    der(tag.integer, serial),
    algorithm,
    distinguishedName(issuer),
    der(tag.sequence, time(parts.notAfter - 10 * dayMs), time(parts.notAfter)),
    distinguishedName(parts.subject),
    parts.publicKey.export({ type: 'spki', format: 'der' }),
    der(tag.extensions, der(tag.sequence, parts.extension)),
  );
  const signature = sign('sha256', body, issuerKey);
  const bytes = der(tag.sequence, body, algorithm, bits(signature));
  const lines = bytes.toString('base64').match(/.{1,64}/g) ?? [];
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n');
}

/** One value: its tag, the length of its content, the content. */
function der(tagByte: number, ...contents: readonly Buffer[]): Buffer {
  const content = Buffer.concat(contents);
  const length = content.length;
  const head =
    length < 0x80
      ? [tagByte, length]
      : length < 0x100
        ? [tagByte, 0x81, length]
        : [tagByte, 0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from(head), content]);
}

function bits(bytes: Buffer): Buffer {
  return der(tag.bits, Buffer.from([0]), bytes);
}

function distinguishedName(commonName: string): Buffer {
  const attribute = der(
    tag.sequence,
    identifier.commonName,
    der(tag.utf8, Buffer.from(commonName)),
  );
  return der(tag.sequence, der(tag.set, attribute));
}

/** `20261123120000Z`. */
function time(ms: number): Buffer {
  return der(tag.time, Buffer.from(new Date(ms).toISOString().replace(/[-:T]|\.\d+/g, '')));
}

function extension(id: Buffer, value: Buffer): Buffer {
  return der(tag.sequence, id, der(tag.octets, value));
}
