// The operator: whoever has the operator token. In a header for scripts; for a browser traded once for a cookie.
//
// The cookie is `expiry.nonce.signature`, signed with a key that is derived from the token: every API process knows it
// as its own, a new token ends all sessions, and the cookie does not hold the token.
import { createHmac, randomBytes } from 'node:crypto';
import { secretsEqual } from '@maylike/store';

/** A working day; then the operator logs in again. */
export const sessionLifeMs = 12 * 3_600_000;
export const sessionCookie = 'maylike_ops';

const minuteMs = 60_000;
/** A person who mistypes gets by with fewer; the token is too long to be guessed in any number of minutes. */
const wrongTriesPerMinuteMax = 10;
/** Callers whose tries are counted at once; beyond that the counts begin anew, rather than fill the memory. */
const callersMax = 10_000;
const cookieCharactersMax = 200;

/** What came of showing a token. `locked`: too many wrong ones from there, this one was not looked at. */
export type TokenVerdict = 'right' | 'wrong' | 'locked';

/** Checks tokens and sessions of the operator. */
export class Operator {
  private readonly signingKey: Buffer;
  private minute = 0;
  private readonly wrongTries = new Map<string, number>();

  constructor(
    private readonly token: string,
    private readonly now: () => number,
  ) {
    this.signingKey = createHmac('sha256', token).update('maylike operator session').digest();
  }

  /** Looks at a token, and counts a wrong one against its caller for the rest of the minute. */
  check(given: string, caller: string): TokenVerdict {
    this.forgetPastMinutes();
    const wrong = this.wrongTries.get(caller) ?? 0;
    if (wrong >= wrongTriesPerMinuteMax) return 'locked';
    if (secretsEqual(given, this.token)) return 'right';
    if (this.wrongTries.size >= callersMax) this.wrongTries.clear();
    this.wrongTries.set(caller, wrong + 1);
    return 'wrong';
  }

  /** Seconds until the counts begin anew. */
  retryAfterSeconds(): number {
    return Math.ceil((minuteMs - (this.now() % minuteMs)) / 1_000);
  }

  /** A new session's cookie value. */
  openSession(): string {
    const claim = `${this.now() + sessionLifeMs}.${randomBytes(12).toString('base64url')}`;
    return `${claim}.${this.sign(claim)}`;
  }

  /** Whether a cookie's value is a session of ours that has not ended. */
  isSession(value: string): boolean {
    if (value.length > cookieCharactersMax) return false;
    const signatureAt = value.lastIndexOf('.');
    const claim = value.slice(0, Math.max(0, signatureAt));
    if (!secretsEqual(value.slice(signatureAt + 1), this.sign(claim))) return false;
    return Number(claim.split('.', 1)[0]) > this.now();
  }

  private sign(claim: string): string {
    return createHmac('sha256', this.signingKey).update(claim).digest('base64url');
  }

  private forgetPastMinutes(): void {
    const minute = Math.floor(this.now() / minuteMs);
    if (minute === this.minute) return;
    this.minute = minute;
    this.wrongTries.clear();
  }
}
