/** What failed is tried again, at growing distances, until it succeeds or nobody wants it any more. */

const FIRST_MS = 500;
const LONGEST_MS = 8000;

export class Retries {
  #waiting = new Map();

  has(key) { return this.#waiting.has(key); }

  /** Calls `again()` after a while, twice as long as the time before. */
  failed(key, again) {
    const before = this.#waiting.get(key);
    clearTimeout(before?.timer);
    const pause = before ? Math.min(before.pause * 2, LONGEST_MS) : FIRST_MS;
    this.#waiting.set(key, { pause, timer: setTimeout(again, pause) });
  }

  done(key) {
    clearTimeout(this.#waiting.get(key)?.timer);
    this.#waiting.delete(key);
  }
}
