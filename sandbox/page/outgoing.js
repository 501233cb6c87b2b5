/** What people wrote and the sandbox has not taken yet: sent one by one in each chat; what was refused waits to be sent again. */

import { h } from "./dom.js";
import { icon } from "./icons.js";
import { t } from "./i18n.js";

/** What is taken sooner than this is never seen waiting. */
const SHOWN_AFTER_MS = 250;
const LONGEST_TEXT = 4096;

/** Cuts a text into pieces of at most LONGEST_TEXT characters, at a line's end where there is one. */
export function splitText(text) {
  const parts = [];
  let rest = [...text];
  while (rest.length > LONGEST_TEXT) {
    const lineEnd = rest.lastIndexOf("\n", LONGEST_TEXT - 1);
    const cut = lineEnd > 0 ? lineEnd + 1 : LONGEST_TEXT;
    parts.push(rest.slice(0, cut).join(""));
    rest = rest.slice(cut);
  }
  return [...parts, rest.join("")].map((part) => part.trim()).filter(Boolean);
}

export class Outgoing {
  #items = [];
  /** The end of each chat's queue. */
  #turns = new Map();
  #last = 0;

  /** `accept(answer)` takes what a call made; `changed(chatId)` is told when there is something else to draw. */
  constructor({ accept, changed }) { Object.assign(this, { accept, changed }); }

  /**
   * Puts a letter into the queue of its chat. `letter`: {words, send(), isText?, together?}; of those with the same
   * `together` none is sent after one that failed. Resolves to the error it failed with, or to null.
   */
  add({ chatId, threadId, viewerId }, letter) {
    const item = { ...letter, id: this.#last += 1, chatId, threadId: threadId ?? 0, viewerId, error: null, isShown: false };
    this.#items.push(item);
    setTimeout(() => { item.isShown = true; this.changed(chatId); }, SHOWN_AFTER_MS);
    return this.#queue(item);
  }

  /** What is to be seen waiting at a place, oldest first. */
  list({ chatId, threadId, viewerId }) {
    return this.#items.filter((item) => item.chatId === chatId && item.viewerId === viewerId && (threadId === null || item.threadId === threadId) && (item.isShown || item.error));
  }

  /** Sends what failed once more, with those that waited for it. */
  resend(item) {
    if (!item.error) return;
    const failed = this.#items.filter((one) => one === item || (item.together && one.together === item.together && one.error));
    for (const one of failed) Object.assign(one, { error: null, isShown: true });
    for (const one of failed) this.#queue(one);
    this.changed(item.chatId);
  }

  /** Forgets an item; returns whether it was there. */
  discard(item) {
    const before = this.#items;
    this.#items = before.filter((one) => one !== item);
    this.changed(item.chatId);
    return this.#items.length < before.length;
  }

  clear() { this.#items = []; }

  #queue(item) {
    const sent = (this.#turns.get(item.chatId) ?? Promise.resolve()).then(() => this.#send(item));
    this.#turns.set(item.chatId, sent);
    return sent;
  }

  async #send(item) {
    const before = this.#items.find((one) => one.together && one.together === item.together && one.error);
    try {
      if (before) throw before.error;
      const answer = await item.send();
      this.accept(answer);
      this.discard(item);
      return null;
    } catch (error) {
      item.error = error;
      this.changed(item.chatId);
      return error;
    }
  }
}

/** The row of a letter. `deeds`: {resend(item), takeBack(item), discard(item)}. */
export function renderOutgoing(item, deeds) {
  const failed = Boolean(item.error);
  const mark = h("span", { class: "meta" }, icon(failed ? "block" : "clock"), h("span", { class: "visually-hidden" }, t(failed ? "notSent" : "sending")));
  const bubble = h("div", { class: "bubble" }, h("div", { class: "words" }, h("span", { class: "text" }, item.words), mark));
  return h("div", { class: `row is-own is-first is-last is-outgoing ${failed ? "is-failed" : ""}`.trim(), data: { testid: "outgoing", state: failed ? "failed" : "sending" } },
    h("div", { class: "column" }, h("div", { class: "bubble-line" }, bubble), failed ? trouble(item, deeds) : null));
}

function trouble(item, deeds) {
  const button = (key, testid, run) => h("button", { type: "button", class: "button", data: { testid }, onclick: () => run(item) }, t(key));
  return h("div", { class: "outgoing-trouble" }, h("p", { role: "alert" }, t("notSent"), h("small", {}, item.error.message)),
    h("div", { class: "outgoing-deeds" }, button("resend", "resend", deeds.resend),
      item.isText ? button("takeBack", "take-back", deeds.takeBack) : null, button("discard", "discard", deeds.discard)));
}
