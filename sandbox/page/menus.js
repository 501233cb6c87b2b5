/** What the bot's menu offers a person in a chat, by its scopes and their language: asked for when it is drawn, kept until it may have changed. */

import { api } from "./api.js";

const NOTHING = { commands: [], menu_button: { type: "default" } };

export class Menus {
  #known = new Map();
  #age = 0;

  /** `tell(chatId)` says that the menu of a chat is there. */
  constructor(tell) { this.tell = tell; }

  /** The menus may have changed; the old ones stand until the new ones are there. */
  forget() { this.#age += 1; }

  /** {commands, menu_button} for a person in a chat; nothing until it was asked for. */
  of(chatId, viewerId) {
    const key = `${chatId}/${viewerId}`;
    const kept = this.#known.get(key) ?? { menu: NOTHING, age: null };
    this.#known.set(key, kept);
    if (kept.age !== this.#age) this.#ask(kept, chatId, viewerId);
    return kept.menu;
  }

  async #ask(kept, chatId, viewerId) {
    const age = this.#age;
    kept.age = age;
    const menu = await api.commands(chatId, viewerId).catch(() => null);
    if (kept.age !== age) return;
    if (!menu) { kept.age = null; return; }
    kept.menu = menu;
    this.tell(chatId);
  }
}
