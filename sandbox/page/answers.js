/** Waits for the bot's answers to pressed buttons: by the stream, and by asking, in case the stream is away. */

import { api } from "./api.js";

const POLL_MS = 1000;
const TRIES = 15;

export class Answers {
  #waiting = new Map();

  /** Takes an answer from the stream. */
  take(event) { this.#waiting.get(event.callback_query_id)?.({ ...event, answered: true }); }

  /** Resolves to {answered, text, show_alert, url}; `answered` is false when the bot stays silent. */
  async of(callbackId) {
    const byStream = new Promise((resolve) => { this.#waiting.set(callbackId, resolve); });
    try {
      return await Promise.race([byStream, this.#poll(callbackId)]);
    } finally {
      this.#waiting.delete(callbackId);
    }
  }

  async #poll(callbackId) {
    for (let left = TRIES; left > 0; left -= 1) {
      const answer = await api.callback(callbackId).catch(() => ({ answered: false }));
      if (answer.answered) return answer;
      await new Promise((resolve) => { setTimeout(resolve, POLL_MS); });
    }
    return { answered: false };
  }
}
