/** Inline mode: what the bot offers to somebody who types its name before a question, as a list above the composer. */

import { h, replace } from "./dom.js";
import { api } from "./api.js";
import { t } from "./i18n.js";

const PAUSE_MS = 350;

export class InlineResults {
  #asked = null;
  #timer = null;

  /** `store` knows the bot's name; `who()` is {chat_id, from_id}; `run(deed)` carries out a call; `chosen()` is told when a result was sent. */
  constructor({ store, who, run, chosen }) {
    Object.assign(this, { store, who, run, chosen });
    this.el = h("div", { class: "command-list inline-results", role: "group", "aria-label": t("inlineResults"), hidden: true, data: { testid: "inline-results" } });
  }

  hide() {
    clearTimeout(this.#timer);
    this.#asked = null;
    this.el.hidden = true;
  }

  /** Asks the bot when `text` is its name and a question, a moment after the last key. */
  follow(text) {
    const name = this.store.bot?.username;
    const [, called, query] = /^@(\w+)\s(.*)$/s.exec(text) ?? [];
    if (!name || called?.toLowerCase() !== name.toLowerCase()) { this.hide(); return; }
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#ask(query), PAUSE_MS);
  }

  async #ask(query) {
    this.#asked = query;
    const answer = await api.inline({ ...this.who(), query }).catch((error) => ({ trouble: error.message }));
    if (this.#asked !== query) return;
    this.el.hidden = false;
    const { results = [], button, trouble } = answer;
    replace(this.el, button ? h("span", { class: "inline-note" }, button.text) : null,
      results.length ? results.map((result) => this.#result(result)) : h("p", { class: "inline-note", role: "status" }, trouble ?? t("inlineNone")));
  }

  #result(result) {
    const title = result.title ?? result.address ?? result.first_name ?? result.type;
    const words = result.description ?? result.input_message_content?.message_text ?? result.caption ?? "";
    return h("button", { type: "button", class: "command inline-result", data: { testid: "inline-result" }, onclick: () => this.#choose(result) }, h("strong", {}, title), h("span", {}, words));
  }

  async #choose(result) {
    this.hide();
    if (await this.run(() => api.choose({ ...this.who(), result_id: result.id }))) this.chosen();
  }
}
