/** What a bot is doing in a chat and topic ("typing" …), which ends by itself after a few seconds. */

const SHOWN_MS = 5000;

export class Typing {
  #now = new Map();

  /** `changed(key)` is called when something began or ended. */
  constructor(changed) { this.changed = changed; }

  /** The action under a key, or null. */
  of(key) { return this.#now.get(key)?.action ?? null; }

  begin(key, action) {
    this.end(key);
    this.#now.set(key, { action, timer: setTimeout(() => this.end(key), SHOWN_MS) });
    this.changed(key);
  }

  end(key) {
    if (!this.#now.has(key)) return;
    clearTimeout(this.#now.get(key).timer);
    this.#now.delete(key);
    this.changed(key);
  }

  clear() { for (const key of [...this.#now.keys()]) this.end(key); }
}
