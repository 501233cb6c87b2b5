/** A conversation as one person sees it: the messages of a chat or topic, the composer, and what one can do there. */

import { h, iconButton, replace } from "./dom.js";
import { icon } from "./icons.js";
import { api } from "./api.js";
import { askForm, showAlert, showMenu, showToast } from "./dialogs.js";
import { Composer } from "./composer.js";
import { Rows } from "./rows.js";
import { nameOf } from "./people.js";
import { senderOf, wordsOf } from "./bubble.js";
import { setBusy } from "./keyboards.js";
import { isSafeUrl, openLink } from "./links.js";
import { t } from "./i18n.js";

const NEAR_BOTTOM_PX = 80;
const FLASH_MS = 1500;

export class Conversation {
  #target = null;
  #stuck = true;

  /** `follow`: {deepLink(viewerId, link), messageLink(link)}, both true when they could follow it. */
  constructor({ store, testid, follow }) {
    Object.assign(this, { store, follow });
    this.list = h("div", { class: "rows" });
    this.typing = h("div", { class: "typing", hidden: true, data: { testid: "typing" } }, h("span", { class: "dots", "aria-hidden": "true" }, h("i"), h("i"), h("i")), h("span", { class: "typing-words" }));
    this.scroller = h("div", { class: "messages", tabindex: "0", role: "region", "aria-label": t("messages"), data: { testid: `${testid}-messages` } }, this.list, this.typing);
    this.toBottom = iconButton(icon("down"), t("toBottom"), () => this.#scrollDown(true), { class: "to-bottom", hidden: true, data: { testid: "to-bottom" } });
    this.hint = h("div", { class: "chat-hint", hidden: true });
    this.spoken = h("div", { class: "visually-hidden", "aria-live": "polite", data: { testid: `${testid}-live` } });
    this.toasts = h("div", { class: "toasts" });
    this.composer = new Composer({ store, run: (deed) => this.run(deed), startBot: (payload) => this.startBot(payload) });
    this.el = h("div", { class: "conversation", data: { testid } },
      h("div", { class: "messages-frame" }, this.scroller, this.hint, this.toBottom, this.toasts), this.composer.el, this.spoken);
    this.rows = new Rows(this.list);
    this.#watchScroll();
  }

  get target() { return this.#target; }

  /** Shows a chat: {chatId, threadId (null: the whole chat), viewerId, isGroup, name, ...}. Drafts and place are kept per chat. */
  async show(target) {
    const before = this.#target;
    const moved = !before || before.chatId !== target.chatId || before.threadId !== target.threadId || before.viewerId !== target.viewerId;
    this.#target = target;
    this.composer.show(target);
    if (!moved) { this.draw(); return; }
    this.rows.clear();
    this.spoken.textContent = "";
    this.el.dataset.chatId = target.chatId;
    this.el.dataset.threadId = target.threadId ?? "";
    this.#stuck = true;
    this.draw();
    await this.run(() => this.store.open(target.chatId));
  }

  draw() {
    if (!this.#target) return;
    const { chatId, threadId, isGroup, viewerId } = this.#target;
    const messages = this.store.list(chatId, threadId);
    this.rows.draw(messages, { isGroup, isOwn: (message) => senderOf(message)?.id === viewerId, now: this.store.now() }, this.#actions());
    this.hint.hidden = messages.length > 0 || !this.store.isLoaded(chatId);
    replace(this.hint, t(isGroup ? "noMessages" : "startHint"));
    this.composer.refresh();
    this.#drawTyping();
    if (this.#stuck) this.#scrollDown();
  }

  /** Takes a change of the store that concerns this chat; the page draws it with the next frame. */
  take(change) {
    if (!this.#target || (change.chatId !== undefined && change.chatId !== this.#target.chatId)) return;
    if (change.kind === "action") { this.#drawTyping(); return; }
    const { threadId, viewerId } = this.#target;
    const mine = change.message && (threadId === null || (change.message.message_thread_id ?? 0) === threadId);
    if (change.kind === "message" && change.isNew && mine) {
      if (senderOf(change.message)?.id === viewerId) this.#stuck = true;
      else this.spoken.textContent = `${nameOf(senderOf(change.message))}: ${wordsOf(change.message)}`;
    }
  }

  /** Runs a control call; a message it returns is shown at once, a refusal as a toast. Returns whether it went well. */
  async run(deed) {
    try {
      const answer = await deed();
      this.store.accept(answer);
      return true;
    } catch (error) {
      showToast(this.toasts, error.message, { isError: true });
      return false;
    }
  }

  startBot(payload = "") {
    this.#stuck = true;
    return this.run(() => api.start({ from_id: this.#target.viewerId, ...(payload ? { payload } : {}) }));
  }

  jump(messageId) {
    const row = this.list.querySelector(`[data-message-id="${messageId}"]`);
    if (!row) { showToast(this.toasts, t("deleted")); return; }
    this.#stuck = false;
    row.scrollIntoView({ block: "center" });
    row.classList.add("is-flashed");
    setTimeout(() => row.classList.remove("is-flashed"), FLASH_MS);
  }

  #actions() {
    const links = { deepLink: (link) => this.follow.deepLink(this.#target.viewerId, link), messageLink: (link) => this.follow.messageLink(link) };
    return {
      ...links,
      command: (text) => this.composer.say(text),
      press: (message, button, element) => this.#press(message, button, element),
      url: (url) => { if (!openLink(url, links) && isSafeUrl(url)) window.open(url, "_blank", "noopener,noreferrer"); },
      copy: (text) => this.#copy(text),
      unsupported: () => showToast(this.toasts, t("unknown")),
      jump: (messageId) => this.jump(messageId),
      menu: (message, anchor, look) => this.#menu(message, anchor, look),
    };
  }

  async #press(message, button, element) {
    const { viewerId } = this.#target;
    if (element.classList.contains("is-busy") || !viewerId) return;
    setBusy(element, true);
    await this.run(async () => {
      const press = await api.press({ chat_id: message.chat.id, from_id: viewerId, message_id: message.message_id, data: button.callback_data });
      const answer = await this.store.answerOf(press.callback_query_id);
      setBusy(element, false);
      if (!answer.answered) showToast(this.toasts, t("noAnswer"));
      else if (answer.text && answer.show_alert) await showAlert(answer.text);
      else if (answer.text) showToast(this.toasts, answer.text);
      if (answer.url) this.#actions().url(answer.url);
    });
    setBusy(element, false);
  }

  async #copy(text) {
    await this.run(async () => {
      await navigator.clipboard.writeText(text);
      showToast(this.toasts, t("copied"));
    });
  }

  #menu(message, anchor, look) {
    const text = message.text ?? message.caption;
    const canEdit = look.own && text !== undefined && !message.sender_chat && !message.forward_origin;
    showMenu(anchor, [
      { label: t("reply"), icon: "reply", testid: "menu-reply", run: () => this.composer.replyTo(message) },
      text ? { label: t("copy"), icon: "copy", testid: "menu-copy", run: () => this.#copy(text) } : null,
      canEdit ? { label: t("edit"), icon: "edit", testid: "menu-edit", run: () => this.composer.edit(message) } : null,
      look.own ? { label: t("remove"), icon: "trash", danger: true, testid: "menu-delete",
        run: () => this.run(() => api.remove({ chat_id: message.chat.id, message_id: message.message_id })) } : null,
    ].filter(Boolean));
  }

  #drawTyping() {
    const action = this.store.action(this.#target.chatId, this.#target.threadId ?? 0);
    this.typing.hidden = !action;
    replace(this.typing.lastChild, action?.startsWith("upload") ? t("uploading") : t("typing"));
    if (this.#stuck) this.#scrollDown();
  }

  #watchScroll() {
    this.scroller.addEventListener("scroll", () => {
      const { scrollHeight, scrollTop, clientHeight } = this.scroller;
      this.#stuck = scrollHeight - scrollTop - clientHeight < NEAR_BOTTOM_PX;
      this.toBottom.hidden = this.#stuck;
    }, { passive: true });
    const sizes = new ResizeObserver(() => { if (this.#stuck) this.#scrollDown(); });
    sizes.observe(this.list);
    sizes.observe(this.scroller);
  }

  #scrollDown(smooth = false) {
    this.#stuck = true;
    const gentle = smooth && !matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.scroller.scrollTo({ top: this.scroller.scrollHeight, behavior: gentle ? "smooth" : "instant" });
  }
}

/** Asks before a topic and its messages go. */
export function confirmDelete(title) {
  return askForm({ title, submit: t("remove"), danger: true });
}
