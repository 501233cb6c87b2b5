/** What one can do with a message: press its buttons, vote, react, reply, forward, edit, delete, follow its links. */

import { api } from "./api.js";
import { showAlert, showMenu } from "./dialogs.js";
import { askWhereTo } from "./forward.js";
import { setBusy } from "./keyboards.js";
import { isSafeUrl, openLink } from "./links.js";
import { linkOf } from "./qr.js";
import { showPhotos } from "./viewer.js";
import { openWebApp } from "./webapp.js";
import { largest } from "./media.js";
import { reactionBy } from "./words.js";
import { h } from "./dom.js";
import { once } from "./press.js";
import { t } from "./i18n.js";

const REACTIONS = ["👍", "❤", "🙏", "🎉", "😢", "🤔"];

/** The words of a message that are selected in its row now, if they are nothing but words of it. */
function selectedIn(row, text) {
  const { anchorNode, focusNode } = getSelection();
  const words = String(getSelection()).trim();
  const field = row?.querySelector('[data-testid="text"]');
  return field?.contains(anchorNode) && field.contains(focusNode) && text?.includes(words) ? words : "";
}

export class Deeds {
  /** `chat` is the conversation it is for; `follow` leads to other chats. */
  constructor({ chat, store, follow }) {
    Object.assign(this, { chat, store, follow });
    const links = { deepLink: (link) => follow.deepLink(this.viewerId, link), messageLink: (link) => follow.messageLink(link) };
    /** What bubbles call; the same object for the life of the conversation. */
    this.actions = {
      ...links,
      command: (text) => chat.composer.say(text),
      press: (message, button, element) => this.#press(message, button, element),
      url: (url) => { if (!openLink(url, links) && isSafeUrl(url)) window.open(url, "_blank", "noopener,noreferrer"); },
      copy: (text) => this.#copy(text),
      webApp: (button, message) => this.webApp(button, message),
      inline: (button) => this.#askInline(button),
      unsupported: () => chat.say(t("unknownButton")),
      vote: (message, options) => this.#vote(message, options),
      react: (message, emoji) => this.#react(message, emoji),
      view: (message) => showPhotos(store.list(message.chat.id, chat.target.threadId).filter((one) => one.photo), message),
      jump: (messageId) => chat.jump(messageId),
      menu: (messages, anchor, look) => this.#menu(messages, anchor, look),
    };
  }

  get viewerId() { return this.chat.target.viewerId; }

  /** A Mini App from a button; `message` is the one the button stands under, if any. */
  webApp = once((button, message = null) => openWebApp({ chat: this.chat, viewerId: this.viewerId, button, message }));

  /** Starts the bot in the viewer's own phone, with a parameter. */
  start(payload) { this.actions.deepLink({ username: this.store.bot.username, payload }); }

  #who(message) { return { chat_id: message.chat.id, from_id: this.viewerId, message_id: message.message_id }; }

  async #press(message, button, element) {
    if (element.classList.contains("is-busy") || !this.viewerId) return;
    setBusy(element, true);
    await this.chat.run(async () => {
      const press = await api.press({ ...this.#who(message), data: button.callback_data });
      const answer = await this.store.answerOf(press.callback_query_id);
      setBusy(element, false);
      if (!answer.answered) this.chat.say(t("noAnswer"));
      else if (answer.text && answer.show_alert) await showAlert(answer.text);
      else if (answer.text) this.chat.say(answer.text);
      if (answer.url) this.actions.url(answer.url);
    });
    setBusy(element, false);
  }

  /** Begins a question to inline mode, here or in a chat that is chosen first. */
  async #askInline({ switch_inline_query_current_chat: here, switch_inline_query: anywhere, switch_inline_query_chosen_chat: some }) {
    if (here !== undefined) { this.chat.composer.askInline(here); return; }
    const kinds = some ? { own: Boolean(some.allow_bot_chats), groups: Boolean(some.allow_group_chats) } : {};
    const { store, viewerId } = this;
    const place = await askWhereTo({ store, viewerId, title: t("chooseChat"), ...kinds });
    if (place) this.follow.place(viewerId, place).composer.askInline(some?.query ?? anywhere ?? "");
  }

  #vote(message, options) {
    if (this.viewerId) this.chat.run(() => api.vote({ ...this.#who(message), options }));
  }

  /** Reacts, or takes the same reaction back. */
  #react(message, emoji) {
    if (!this.viewerId) return;
    const now = this.store.message(message.chat.id, message.message_id) ?? message;
    const next = reactionBy(now, this.viewerId) === emoji ? null : emoji;
    this.chat.run(() => api.react({ ...this.#who(message), emoji: next }));
  }

  async #copy(text) {
    await this.chat.run(async () => {
      await navigator.clipboard.writeText(text);
      this.chat.say(t("copied"));
    });
  }

  #menu(messages, anchor, look) {
    const message = messages.find((one) => one.text ?? one.caption) ?? messages[0];
    const text = message.text ?? message.caption;
    const quote = selectedIn(this.chat.rows.row(message.message_id), text);
    const canEdit = look.own && text !== undefined && !message.sender_chat && !message.forward_origin;
    const reactions = h("div", { class: "menu-reactions", role: "group", "aria-label": t("react") }, REACTIONS.map((emoji) =>
      h("button", { type: "button", role: "menuitem", "aria-label": t("reactWith", { emoji }), data: { testid: "menu-react", emoji }, onclick: () => this.#react(message, emoji) }, emoji)));
    showMenu(anchor, [
      { label: t(quote ? "replyQuoting" : "reply"), icon: "reply", testid: "menu-reply", run: () => this.chat.composer.replyTo(message, quote) },
      { label: t("forward"), icon: "forwarded", testid: "menu-forward", run: () => this.#forward(messages) },
      text ? { label: t("copy"), icon: "copy", testid: "menu-copy", run: () => this.#copy(text) } : null,
      message.photo ? { label: t("openQr"), icon: "qr", testid: "menu-qr", run: () => this.#openQr(message) } : null,
      canEdit ? { label: t("edit"), icon: "edit", testid: "menu-edit", run: () => this.chat.composer.edit(message) } : null,
      look.own ? { label: t("remove"), icon: "trash", danger: true, testid: "menu-delete", run: () => this.#remove(messages) } : null,
    ].filter(Boolean), { above: reactions });
  }

  async #forward(messages) {
    const { store, viewerId } = this;
    const place = await askWhereTo({ store, viewerId });
    if (!place) return;
    const sent = await this.#each(messages, (message) => api.forward({ from_chat_id: message.chat.id, message_id: message.message_id, from_id: viewerId, ...place }));
    if (sent) this.chat.say(t("forwardDone"));
  }

  #remove(messages) {
    return this.#each(messages, (message) => api.remove({ chat_id: message.chat.id, message_id: message.message_id }));
  }

  /** One call for each item of an album, in order; what is refused does not hold up the others. Whether none was. */
  async #each(messages, deed) {
    let all = true;
    for (const message of messages) all = await this.chat.run(() => deed(message)) && all;
    return all;
  }

  /** Follows the link that a QR code in a photo holds, as one's camera would. */
  #openQr(message) {
    return linkOf(largest(message.photo).file_id).then((link) => (link ? this.actions.url(link) : this.chat.say(t("noQr"))));
  }
}
