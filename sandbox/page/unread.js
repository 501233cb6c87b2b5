/** The messages that nobody has looked at yet, by chat and topic. */

export class Unread {
  /** Ids in the order they came in, by "chat/topic". */
  #ids = new Map();

  add(key, id) {
    if (!this.#ids.has(key)) this.#ids.set(key, new Set());
    this.#ids.get(key).add(id);
  }

  /** How many there are under a key. */
  count(key) { return this.#ids.get(key)?.size ?? 0; }

  /** How many there are in a chat with all its topics. */
  countIn(chatId) { return this.#of(chatId).reduce((sum, ids) => sum + ids.size, 0); }

  /** The first of them under a key, or null. */
  first(key) { return this.#ids.get(key)?.values().next().value ?? null; }

  /** Somebody looks; returns whether there was something to see. */
  see(key) {
    const some = this.count(key) > 0;
    this.#ids.delete(key);
    return some;
  }

  /** What was taken away cannot be read any more. */
  drop(chatId, ids) {
    for (const unread of this.#of(chatId)) for (const id of ids) unread.delete(id);
  }

  clear() { this.#ids.clear(); }

  #of(chatId) { return [...this.#ids].filter(([key]) => key.startsWith(`${chatId}/`)).map(([, ids]) => ids); }
}
