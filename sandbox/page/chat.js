/** A conversation as one person sees it: the messages of a chat or topic, where they are in it, and the composer. */

import { h, redraw, replace } from "./dom.js";
import { api } from "./api.js";
import { showToast } from "./dialogs.js";
import { Composer } from "./composer.js";
import { Deeds } from "./deeds.js";
import { isSamePlace } from "./drafts.js";
import { renderOutgoing } from "./outgoing.js";
import { Pins } from "./pins.js";
import { Place } from "./place.js";
import { Rows } from "./rows.js";
import { Search } from "./search.js";
import { nameOf } from "./people.js";
import { keyOf, threadOf } from "./store.js";
import { senderOf, wordsOf } from "./words.js";
import { t } from "./i18n.js";

export class Conversation {
  #target = null;
  /** The chat was just chosen and its messages are not shown yet. */
  #opening = false;
  #unreadFrom = null;

  /** `follow`: {deepLink(viewerId, link), messageLink(link)}, both true when they could follow it, and {place(viewerId, place)}, which opens a chat: the conversation. */
  constructor({ store, testid, follow }) {
    this.store = store;
    this.list = h("div", { class: "rows" });
    this.waiting = h("div", { class: "rows waiting" });
    this.typing = h("div", { class: "typing", hidden: true, data: { testid: "typing" } }, h("span", { class: "dots", "aria-hidden": "true" }, h("i"), h("i"), h("i")), h("span", { class: "typing-words" }));
    this.scroller = h("div", { class: "messages", tabindex: "0", role: "region", "aria-label": t("messages"), data: { testid: `${testid}-messages` } }, this.list, this.waiting, this.typing);
    this.hint = h("div", { class: "chat-hint", hidden: true });
    this.spoken = h("div", { class: "visually-hidden", "aria-live": "polite", data: { testid: `${testid}-live` } });
    this.toasts = h("div", { class: "toasts" });
    this.composer = new Composer({ store, run: (deed) => this.run(deed), send: (letter, place) => this.send(letter, place), tell: (text) => this.say(text, { isError: true }), startBot: (payload) => this.startBot(payload), deeds: () => this.deeds });
    this.rows = new Rows(this.list);
    this.place = new Place({ scroller: this.scroller, rows: this.rows, draw: () => this.#drawRows(this.#messages()) });
    this.pins = new Pins({ jump: (id) => this.jump(id) });
    this.search = new Search({ messages: () => this.#messages(), jump: (id) => this.jump(id), closed: () => this.composer.field.focus() });
    this.deeds = new Deeds({ chat: this, store, follow });
    this.el = h("div", { class: "conversation", data: { testid } }, this.search.el, this.pins.el,
      h("div", { class: "messages-frame" }, this.scroller, this.hint, this.place.button, this.toasts), this.composer.el, this.spoken);
  }

  get target() { return this.#target; }

  /** Shows a chat: {chatId, threadId (null: the whole chat), viewerId, isGroup, name, ...}. Drafts are kept per chat. */
  show(target) {
    const before = this.#target;
    const moved = !before || !isSamePlace(before, target);
    this.#target = target;
    this.composer.show(target);
    if (!moved) { this.draw(); return; }
    this.rows.clear();
    this.search.close();
    this.spoken.textContent = "";
    this.el.dataset.chatId = target.chatId;
    this.el.dataset.threadId = target.threadId ?? "";
    this.place.stuck = true;
    this.#opening = true;
    this.#unreadFrom = null;
    this.draw();
    this.store.open(target.chatId);
  }

  draw() {
    if (!this.#target) return;
    const { chatId, threadId } = this.#target;
    const messages = this.#messages();
    this.#unreadFrom ??= this.store.unread.first(keyOf(chatId, threadId ?? 0));
    this.#drawRows(messages);
    this.#drawWaiting();
    this.#drawHint(messages);
    this.pins.draw(messages);
    this.composer.refresh();
    this.#drawTyping();
    if (this.#opening && this.store.isLoaded(chatId)) this.#settle();
    else if (this.place.stuck) this.place.toEnd();
  }

  /** What stands where there is no message: that there is none, who the bot is, or that they could not be read. */
  #drawHint(messages) {
    const { chatId, isGroup, viewerId } = this.#target;
    const [loaded, troubled] = [this.store.isLoaded(chatId), this.store.isTroubled(chatId)];
    this.hint.hidden = Boolean(messages.length) || !(loaded || troubled);
    if (this.hint.hidden) return;
    redraw(this.hint, [loaded, isGroup, this.store.bot, chatId, viewerId], () => {
      if (!loaded) return this.#trouble(chatId);
      return isGroup ? h("span", { class: "hint-line" }, t("noMessages")) : this.#welcome();
    });
  }

  #trouble(chatId) {
    return h("div", { class: "welcome is-trouble", role: "status", data: { testid: "load-trouble" } }, h("p", {}, t("notLoaded")),
      h("button", { type: "button", class: "button", data: { testid: "load-again" }, onclick: () => this.store.reopen(chatId) }, t("retry")));
  }

  /** A chat opens at its first unread message, or else at its end. */
  #settle() {
    this.#opening = false;
    if (!this.#unreadFrom || !this.place.to(this.#unreadFrom, { block: "start", flash: false })) this.place.toEnd();
  }

  /** What Telegram shows of a bot nobody has spoken to: who it is and what it can do. */
  #welcome() {
    const { bot, people } = this.store;
    const language = people.get(this.#target.viewerId)?.language_code?.slice(0, 2);
    const description = bot?.descriptions?.[language] || bot?.descriptions?.[""];
    return h("div", { class: "welcome", data: { testid: "welcome" } }, h("strong", {}, description ? t("whatCanBotDo") : nameOf(bot)), h("p", {}, description || t("startHint")));
  }

  #messages() {
    const { chatId, threadId } = this.#target;
    return this.store.list(chatId, threadId);
  }

  #drawRows(messages) {
    const { isGroup, viewerId } = this.#target;
    this.rows.draw(messages, { isGroup, viewerId, isOwn: (message) => senderOf(message)?.id === viewerId, now: this.store.now(), unreadFrom: this.#unreadFrom, held: !this.place.stuck }, this.deeds.actions);
  }

  /** What is still to be sent stands below what was. */
  #drawWaiting() {
    const { outgoing } = this.store;
    const items = outgoing.list(this.#target);
    const deeds = { resend: (item) => outgoing.resend(item), discard: (item) => outgoing.discard(item), takeBack: (item) => { if (outgoing.discard(item)) this.composer.takeBack(item.words); } };
    this.waiting.hidden = !items.length;
    redraw(this.waiting, items.map(({ id, error }) => [id, error?.message]), () => items.map((item) => renderOutgoing(item, deeds)));
  }

  /** Takes a change of the store that concerns this chat; the page draws it with the next frame. */
  take(change) {
    if (!this.#target || (change.chatId !== undefined && change.chatId !== this.#target.chatId)) return;
    const { threadId, viewerId } = this.#target;
    const here = change.message && (threadId === null || threadOf(change.message) === threadId);
    if (change.kind !== "message" || !change.isNew || !here) return;
    if (senderOf(change.message)?.id === viewerId) {
      this.place.stuck = true;
      this.#unreadFrom = null;
    } else {
      this.place.count();
      this.spoken.textContent = `${nameOf(senderOf(change.message))}: ${wordsOf(change.message)}`;
    }
  }

  /** Carries out a control call; what it made is shown at once, a refusal as a toast. Returns whether it went well. */
  async run(deed) {
    try {
      const answer = await deed();
      this.store.accept(answer);
      return true;
    } catch (error) {
      this.say(t("notDone"), { isError: true, detail: error.message });
      return false;
    }
  }

  /** Sends a letter in its turn; one that failed stays at the place where it was written. Returns whether it went well. */
  async send(letter, place = this.#target) {
    this.place.stuck = true;
    const error = await this.store.outgoing.add(place, letter);
    if (error && !isSamePlace(place, this.#target)) this.say(t("notSentElsewhere"), { isError: true, detail: error.message });
    return !error;
  }

  /** Says something over the messages for a moment. */
  say(text, more) { showToast(this.toasts, text, more); }

  startBot(payload = "") {
    this.place.stuck = true;
    return this.run(() => api.start({ from_id: this.#target.viewerId, ...(payload ? { payload } : {}) }));
  }

  jump(messageId) {
    if (!this.place.to(messageId)) this.say(t("deleted"));
  }

  #drawTyping() {
    const action = this.store.action(this.#target.chatId, this.#target.threadId ?? 0);
    this.typing.hidden = !action;
    replace(this.typing.lastChild, action?.startsWith("upload") ? t("uploading") : t("typing"));
    if (this.place.stuck && !this.#opening) this.place.toEnd();
  }
}
