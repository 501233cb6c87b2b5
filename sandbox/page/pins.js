/** The bar of pinned messages below a chat's head; each press shows one of them and offers the one before it. */

import { h, redraw } from "./dom.js";
import { icon } from "./icons.js";
import { wordsOf } from "./words.js";
import { t } from "./i18n.js";

export class Pins {
  #pinned = [];
  #at = 0;

  /** `jump(messageId)` shows a message. */
  constructor({ jump }) {
    this.jump = jump;
    this.el = h("button", { type: "button", class: "pin-bar", hidden: true, data: { testid: "pinned" }, onclick: () => this.#press() });
  }

  /** Takes the messages of the shown chat. */
  draw(messages) {
    const pinned = messages.filter((message) => message.pinned);
    if (pinned.length !== this.#pinned.length) this.#at = pinned.length - 1;
    this.#pinned = pinned;
    this.el.hidden = !pinned.length;
    this.#show();
  }

  #show() {
    const message = this.#pinned[this.#at];
    if (!message) return;
    redraw(this.el, [wordsOf(message), this.#at, this.#pinned.length], () => [icon("pin"), h("span", { class: "pin-words" },
      h("strong", {}, this.#pinned.length > 1 ? t("pinnedOf", { at: this.#at + 1, of: this.#pinned.length }) : t("pinned")), h("span", {}, wordsOf(message)))]);
  }

  #press() {
    this.jump(this.#pinned[this.#at].message_id);
    this.#at = (this.#at - 1 + this.#pinned.length) % this.#pinned.length;
    this.#show();
  }
}
