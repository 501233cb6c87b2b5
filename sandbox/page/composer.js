/** Where a person writes: text, replies, edits, commands, and the keyboard the bot offers. */

import { h, iconButton, replace } from "./dom.js";
import { icon } from "./icons.js";
import { api } from "./api.js";
import { Attachments } from "./attachments.js";
import { CommandList } from "./commands.js";
import { carryOver, draftAt, isSamePlace, keepEdit, keepText } from "./drafts.js";
import { InlineResults } from "./inline.js";
import { ReplyKeyboard } from "./keyboards.js";
import { noticeOf } from "./notice.js";
import { splitText } from "./outgoing.js";
import { nameOf } from "./people.js";
import { Requests } from "./requests.js";
import { senderOf, wordsOf } from "./words.js";
import { t } from "./i18n.js";

const LONGEST_FIELD_PX = 160;

export class Composer {
  #target = null;
  #mode = null;
  #forcedBy = null;
  #keyboardHidden = false;
  #usedKeyboard = null;

  /** `run(deed)` carries out a control call, `send(letter)` one in its turn, `tell(text)` says what is wrong; `startBot(payload?)` starts the bot in this chat; `deeds()` opens Mini Apps. */
  constructor({ store, run, send, tell, startBot, deeds }) {
    Object.assign(this, { store, run, send, tell, startBot, deeds });
    const who = () => ({ chat_id: this.#target.chatId, from_id: this.#target.viewerId, ...this.#topic() });
    this.keyboard = new ReplyKeyboard((button) => this.#chooseKey(button));
    this.commands = new CommandList((command) => this.#choose(command));
    this.attachments = new Attachments({ send, tell, target: () => this.#target, place: () => this.#place(), done: () => this.#endReply() });
    this.requests = new Requests({ store, run, who, location: () => this.attachments.location(), webApp: (button) => this.deeds().webApp(button) });
    this.inline = new InlineResults({ store, who, run, start: (payload) => this.deeds().start(payload), chosen: (text) => { if (this.field.value === text) this.#empty(); } });
    this.#build();
  }

  #build() {
    this.field = h("textarea", { rows: "1", class: "composer-field", "aria-label": t("writeMessage"), placeholder: t("writeMessage"),
      data: { testid: "composer-input" }, oninput: () => this.#typed(), onkeydown: (event) => this.#key(event), onpaste: (event) => this.attachments.paste(event) });
    this.modeBar = h("div", { class: "mode-bar", hidden: true, data: { testid: "composer-mode" } });
    this.commandButton = iconButton(icon("command"), t("commands"), () => this.commands.toggle(), { hidden: true, "aria-haspopup": "true", data: { testid: "commands-button" } });
    this.appButton = h("button", { type: "button", class: "app-button", hidden: true, data: { testid: "menu-app" }, onclick: () => this.deeds().webApp(null) });
    this.keyboardButton = iconButton(icon("keyboard"), t("hideKeyboard"), () => { this.#keyboardHidden = !this.#keyboardHidden; this.refresh(); },
      { hidden: true, data: { testid: "keyboard-button" } });
    this.sendButton = iconButton(icon("send"), t("send"), () => this.#submit(), { class: "send-button", data: { testid: "composer-send" } });
    const attach = iconButton(icon("attach"), t("attach"), (event) => this.attachments.menu(event.currentTarget), { "aria-haspopup": "menu", data: { testid: "attach" } });
    this.line = h("div", { class: "composer-line" }, attach, this.appButton, h("div", { class: "composer-box" }, this.commandButton, this.field, this.keyboardButton), this.sendButton);
    this.notice = h("div", { class: "composer-notice", hidden: true });
    this.el = h("div", { class: "composer", data: { testid: "composer" } }, this.commands.el, this.inline.el, this.modeBar, this.line, this.notice, this.attachments.el, this.keyboard.el);
    this.el.addEventListener("dragover", (event) => event.preventDefault());
    this.el.addEventListener("drop", (event) => this.attachments.drop(event));
  }

  show(target) {
    this.#saveDraft();
    const before = this.#target;
    const moved = !before || !isSamePlace(before, target);
    if (moved && before && this.store.movedTo.get(before.chatId) === target.chatId) carryOver(before, target);
    this.#target = target;
    this.field.setAttribute("aria-label", target.name ? t("writeIn", { name: target.name }) : t("writeMessage"));
    if (moved) {
      this.#endMode();
      this.#hideLists();
      this.#takeUp();
    }
    this.refresh();
  }

  /** Draws what depends on the chat: the notice instead of the field, the keyboard, the commands, a forced reply. */
  refresh() {
    if (!this.#target) return;
    const notice = noticeOf(this.#target, this);
    const hadFocus = !notice && this.notice.contains(document.activeElement);
    this.line.hidden = Boolean(notice);
    this.notice.hidden = !notice;
    if (hadFocus) this.field.focus();
    if (notice && notice.key !== this.noticeKey) replace(this.notice, notice.draw());
    this.noticeKey = notice?.key;
    const keyboard = notice || this.#target.isGroup ? null : this.#offeredKeyboard();
    this.keyboardButton.hidden = !keyboard;
    const label = t(this.#keyboardHidden ? "showKeyboard" : "hideKeyboard");
    this.keyboardButton.title = label;
    this.keyboardButton.setAttribute("aria-label", label);
    this.keyboard.draw(this.#keyboardHidden ? null : keyboard);
    this.field.placeholder = keyboard?.input_field_placeholder ?? t("writeMessage");
    this.#drawMenu(notice);
    this.#followForce();
    this.#saveDraft();
  }

  /** The bot's menu: the commands for this person here, or the Mini App it put there. */
  #drawMenu(notice) {
    const { chatId, viewerId } = this.#target;
    const { commands = [], menu_button: button } = this.store.bot && viewerId ? this.store.menu(chatId, viewerId) : {};
    const app = button?.type === "web_app" ? button.text : null;
    this.commands.set(commands);
    this.commandButton.hidden = !commands.length || Boolean(app) || Boolean(notice);
    this.appButton.hidden = !app || Boolean(notice);
    this.appButton.textContent = app ?? "";
  }

  /** Begins a question to the bot's inline mode, as a button that switches to it does. */
  askInline(query) {
    this.#leaveEdit();
    this.field.value = `@${this.store.bot?.username} ${query}`;
    this.field.focus();
    this.#typed();
  }

  /** Sends `text` as the viewer; a long one as several messages, as clients do, none after one that was refused. */
  async say(text) {
    this.commands.hide();
    const fields = { chat_id: this.#target.chatId, from_id: this.#target.viewerId, ...this.#place() };
    const together = {};
    this.#endReply();
    const sent = splitText(text).map((part) => this.send({ words: part, isText: true, together, send: () => api.say({ ...fields, text: part }) }));
    return (await Promise.all(sent)).every(Boolean);
  }

  /** Puts what was not sent before what is being written. */
  takeBack(text) {
    this.#saveDraft();
    keepText(this.#target, [text, draftAt(this.#target).text].filter(Boolean).join("\n"));
    if (this.#mode?.kind !== "edit") this.#takeUp();
    this.field.focus();
  }

  /** What was being written, or edited, here. */
  #takeUp() {
    const { text, edit } = draftAt(this.#target);
    this.field.value = text;
    if (edit) this.edit(edit.message, edit.text);
    else this.#fit();
  }

  /** Sends a chosen command; what was typed of it goes. */
  #choose(command) {
    if (this.field.value.startsWith("/")) this.#empty();
    return this.say(`/${command}`);
  }

  #empty() {
    this.field.value = "";
    this.#fit();
    this.#saveDraft();
  }

  /** Replies to a message, or to the words of it that are quoted. */
  replyTo(message, quote = "") {
    this.#leaveEdit();
    this.#setMode({ kind: "reply", message, quote });
  }

  edit(message, text = message.text ?? message.caption ?? "") {
    this.#setMode({ kind: "edit", message });
    this.field.value = text;
    this.#fit();
    this.field.setSelectionRange(this.field.value.length, this.field.value.length);
    this.#saveDraft();
  }

  #topic() { return this.#target.threadId ? { message_thread_id: this.#target.threadId } : {}; }

  /** Where the next message goes besides the chat: topic, replied message, anonymity. */
  #place() {
    const { anonymous } = this.#target;
    const { message, quote } = this.#mode?.kind === "reply" ? this.#mode : {};
    const reply = message ? { reply_to_message_id: message.message_id, ...(quote ? { quote } : {}) } : {};
    return { ...this.#topic(), ...(anonymous ? { anonymous: true } : {}), ...reply };
  }

  #setMode(mode, { focus = true } = {}) {
    this.#mode = mode;
    const name = nameOf(senderOf(mode.message));
    const words = mode.kind === "edit" ? t("editMessage") : t("replyTo", { name });
    replace(this.modeBar, icon(mode.kind), h("div", { class: "mode-words" }, h("strong", {}, words), h("span", {}, mode.quote || wordsOf(mode.message))),
      iconButton(icon("close"), t("cancel"), () => this.#cancelMode(), { data: { testid: "composer-cancel" } }));
    this.modeBar.hidden = false;
    this.modeBar.dataset.mode = mode.kind;
    if (focus) this.field.focus();
  }

  #cancelMode() {
    if (this.#mode?.kind === "edit") this.#leaveEdit(); else this.#endMode();
    this.field.focus();
  }

  #leaveEdit() { if (this.#mode?.kind === "edit") this.#endEdit(this.#target, this.#mode.message); }

  #endMode() {
    this.#mode = null;
    this.field.readOnly = false;
    this.modeBar.hidden = true;
  }

  #endReply() { if (this.#mode?.kind === "reply") this.#endMode(); }

  async #submit() {
    const text = this.field.value.trim();
    if (!text || this.field.readOnly) return;
    this.inline.hide();
    if (this.#mode?.kind === "edit") { await this.#sendEdit(this.#mode.message, text); return; }
    this.#empty();
    await this.say(text);
  }

  /** An edit that failed is still an edit: the field keeps it until it is taken or given up. */
  async #sendEdit(message, text) {
    if (!this.store.message(message.chat.id, message.message_id)) { this.tell(t("editGone")); return; }
    const place = this.#target;
    const words = message.text === undefined ? { caption: text } : { text };
    this.field.readOnly = true;
    const done = await this.run(() => api.edit({ chat_id: message.chat.id, from_id: place.viewerId, message_id: message.message_id, ...words }));
    if (isSamePlace(place, this.#target)) this.field.readOnly = false;
    if (done) this.#endEdit(place, message);
  }

  /** Goes back to what was being written before the edit of a message, unless that was done already. */
  #endEdit(place, message) {
    if (draftAt(place).edit?.message.message_id !== message.message_id) return;
    keepEdit(place, undefined);
    if (!isSamePlace(place, this.#target)) return;
    this.#endMode();
    this.#takeUp();
    this.refresh();
  }

  #key(event) {
    // While an input method composes, Enter chooses a candidate; 229 is what some engines report then.
    if (event.isComposing || event.keyCode === 229) return;
    if (event.key === "Escape" && this.#mode) { event.preventDefault(); this.#cancelMode(); }
    else if (event.key === "Escape") this.#hideLists();
    else if (event.key === "ArrowUp" && !this.field.value && !this.#mode) this.#editLast(event);
    else if (event.key === "Enter" && !event.shiftKey && !event.altKey && !event.ctrlKey) { event.preventDefault(); this.#submit(); }
  }

  /** Arrow up in an empty field takes up one's last words, as desktop clients do. */
  #editLast(event) {
    const { chatId, threadId, viewerId } = this.#target;
    const last = this.store.list(chatId, threadId).findLast((message) => senderOf(message)?.id === viewerId && message.text && !message.forward_origin);
    if (!last) return;
    event.preventDefault();
    this.edit(last);
  }

  #typed() {
    this.#fit();
    this.commands.filter(this.field.value);
    this.inline.follow(this.field.value);
    this.#saveDraft();
  }

  #fit() {
    this.field.style.height = "";
    const height = Math.min(this.field.scrollHeight, LONGEST_FIELD_PX);
    if (height && this.field.value) this.field.style.height = `${height}px`;
    this.sendButton.classList.toggle("is-ready", Boolean(this.field.value.trim()));
  }

  #hideLists() {
    this.commands.hide();
    this.inline.hide();
  }

  #saveDraft() {
    if (!this.#target) return;
    if (this.#mode?.kind === "edit") keepEdit(this.#target, { message: this.#mode.message, text: this.field.value });
    else keepText(this.#target, this.field.value);
  }

  #offeredKeyboard() {
    const keyboard = this.store.keyboard(this.#target.chatId);
    return keyboard?.keyboard && keyboard !== this.#usedKeyboard ? keyboard : null;
  }

  async #chooseKey(button) {
    const keyboard = this.store.keyboard(this.#target.chatId);
    const done = await this.requests.answer(button) ?? await this.say(button.text);
    if (done && keyboard?.one_time_keyboard) { this.#usedKeyboard = keyboard; this.refresh(); }
  }

  /** A bot's force_reply puts the composer into reply mode, once for each, while nothing was written since and nothing else is replied to or edited. */
  #followForce() {
    const { chatId, threadId, viewerId, isGroup } = this.#target;
    const last = this.store.list(chatId, threadId).at(-1);
    const asked = last?.reply_markup ?? (isGroup ? null : this.store.keyboard(chatId));
    if (!asked?.force_reply || !last?.from?.is_bot || this.line.hidden || (this.#mode && !this.#mode.isForced)) return;
    if (asked.input_field_placeholder) this.field.placeholder = asked.input_field_placeholder;
    const asking = `${chatId} ${viewerId} ${last.message_id}`;
    if (asking === this.#forcedBy) return;
    this.#forcedBy = asking;
    // Whoever is writing elsewhere on the page, or looks for something here, goes on there.
    const { activeElement } = document;
    const isFree = activeElement === document.body || (this.el.closest("section").contains(activeElement) && activeElement.tagName !== "INPUT");
    this.#setMode({ kind: "reply", message: last, isForced: true }, { focus: isFree });
  }
}
