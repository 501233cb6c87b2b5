/** Inline mode: what the bot offers to somebody who types its name before a question, as a list above the composer. */

import { h, replace } from "./dom.js";
import { api } from "./api.js";
import { released } from "./press.js";
import { t } from "./i18n.js";

const PAUSE_MS = 350;

export class InlineResults {
  /** What was asked last: {query}; an answer to anything older is not shown any more. */
  #asked = null;
  #timer = null;
  /** What is in the field. */
  #text = "";

  /** `store` knows the bot's name; `who()` is {chat_id, from_id, message_thread_id?}; `run(deed)` carries out a call; `start(payload)` starts the bot; `chosen(text)` is told that the question is done with. */
  constructor({ store, who, run, start, chosen }) {
    Object.assign(this, { store, who, run, start, chosen });
    this.el = h("div", { class: "command-list inline-results", role: "group", "aria-label": t("inlineResults"), hidden: true, data: { testid: "inline-results" } });
  }

  hide() {
    clearTimeout(this.#timer);
    this.#asked = null;
    this.el.hidden = true;
  }

  /** Asks the bot when `text` is its name and a question, a moment after the last key. */
  follow(text) {
    this.#text = text;
    const name = this.store.bot?.username;
    const [, called, query] = /^@(\w+)\s(.*)$/s.exec(text) ?? [];
    if (!name || called?.toLowerCase() !== name.toLowerCase()) { this.hide(); return; }
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#ask(query), PAUSE_MS);
  }

  async #ask(query) {
    const answer = await this.#answerTo({ query });
    if (!answer) return;
    this.el.hidden = false;
    const { results = [], button, trouble } = answer;
    replace(this.el, button ? this.#above(button) : null,
      results.length ? this.#list(query, answer) : h("p", { class: "inline-note", role: "status" }, trouble ?? t("inlineNone")));
  }

  /** What the bot puts above its results; a Mini App there is launched without data, so there is nothing of it to see. */
  #above({ text, start_parameter: payload }) {
    if (!payload) return h("span", { class: "inline-note" }, text);
    const begin = () => { this.hide(); this.chosen(this.#text); this.start(payload); };
    return h("button", { type: "button", class: "command inline-start", data: { testid: "inline-start" }, onclick: begin }, text);
  }

  /** The next results after those that are shown; the focus goes to the first of them. */
  async #askMore(query, offset, button) {
    button.disabled = true;
    const answer = await this.#answerTo({ query, offset });
    if (!answer) return;
    const rest = answer.trouble ? [h("p", { class: "inline-note", role: "status" }, answer.trouble)] : this.#list(query, answer);
    button.replaceWith(...rest);
    rest[0]?.focus();
  }

  /** What the bot offers; null when something else was asked meanwhile. */
  async #answerTo(asked) {
    this.#asked = asked;
    const answer = await api.inline({ ...this.who(), ...asked }).catch((error) => ({ trouble: error.message }));
    await released();
    return this.#asked === asked ? answer : null;
  }

  #list(query, { inline_query_id: queryId, results, next_offset: offset }) {
    const more = h("button", { type: "button", class: "command inline-more", data: { testid: "inline-more" }, onclick: () => this.#askMore(query, offset, more) }, t("inlineMore"));
    return [...results.map((result) => this.#result(result, queryId)), ...(offset ? [more] : [])];
  }

  #result(result, queryId) {
    const title = result.title ?? result.address ?? result.first_name ?? result.type;
    const words = result.description ?? result.input_message_content?.message_text ?? result.caption ?? "";
    return h("button", { type: "button", class: "command inline-result", data: { testid: "inline-result" }, onclick: () => this.#choose(result, queryId) }, h("strong", {}, title), h("span", {}, words));
  }

  async #choose(result, queryId) {
    const text = this.#text;
    this.hide();
    if (await this.run(() => api.choose({ ...this.who(), result_id: result.id, inline_query_id: queryId }))) this.chosen(text);
  }
}
