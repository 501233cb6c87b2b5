/** Finds words in the shown chat: a line below its head, with a count and a step to the one before or after. */

import { h, iconButton } from "./dom.js";
import { icon } from "./icons.js";
import { wordsOf } from "./words.js";
import { t } from "./i18n.js";

export class Search {
  #found = [];
  #at = 0;

  /** `messages()` are those of the chat, `jump(messageId)` shows one, `closed()` is told at the end. */
  constructor({ messages, jump, closed }) {
    Object.assign(this, { messages, jump, closed });
    this.field = h("input", { type: "search", class: "search-field", placeholder: t("searchIn"), "aria-label": t("searchIn"), autocomplete: "off", data: { testid: "search-field" },
      oninput: () => this.#find(), onkeydown: (event) => this.#key(event) });
    this.count = h("span", { class: "search-count", role: "status", data: { testid: "search-count" } });
    this.older = iconButton(icon("up"), t("searchOlder"), () => this.#step(-1), { data: { testid: "search-older" } });
    this.newer = iconButton(icon("down"), t("searchNewer"), () => this.#step(1), { data: { testid: "search-newer" } });
    this.el = h("div", { class: "search-bar", role: "search", hidden: true, data: { testid: "search" } }, icon("search"), this.field, this.count, this.older, this.newer,
      iconButton(icon("close"), t("close"), () => this.close(), { data: { testid: "search-close" } }));
  }

  open() {
    this.el.hidden = false;
    this.field.focus();
    this.field.select();
  }

  close() {
    if (this.el.hidden) return;
    this.el.hidden = true;
    this.field.value = "";
    this.#find();
    this.closed();
  }

  #find() {
    const wanted = this.field.value.trim().toLowerCase();
    this.#found = wanted ? this.messages().filter((message) => wordsOf(message).toLowerCase().includes(wanted)).map((message) => message.message_id) : [];
    this.#at = this.#found.length - 1;
    this.#show();
  }

  #step(by) {
    if (!this.#found.length) return;
    this.#at = (this.#at + by + this.#found.length) % this.#found.length;
    this.#show();
  }

  #show() {
    const many = this.#found.length;
    this.older.disabled = many < 2;
    this.newer.disabled = many < 2;
    this.count.textContent = many ? t("searchPlace", { at: this.#at + 1, of: many }) : this.field.value.trim() ? t("searchNone") : "";
    if (many) this.jump(this.#found[this.#at]);
  }

  #key(event) {
    if (event.isComposing) return;
    if (event.key === "Escape") { event.preventDefault(); this.close(); }
    else if (event.key === "Enter") { event.preventDefault(); this.#step(event.shiftKey ? 1 : -1); }
  }
}
