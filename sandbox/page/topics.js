/** The list of a forum's topics: name, last words, unread; General stands first. */

import { h, iconButton, redraw } from "./dom.js";
import { icon } from "./icons.js";
import { timeText, senderOf, wordsOf } from "./words.js";
import { hueOf, nameOf, unreadBadge } from "./people.js";
import { keyOf } from "./store.js";
import { t } from "./i18n.js";

export class TopicList {
  /** `choose(threadId)` for a pressed topic (0 is General), `create()` for the plus button. */
  constructor({ store, choose, create }) {
    Object.assign(this, { store, choose });
    this.items = h("nav", { class: "topic-items", "aria-label": t("topics") });
    this.head = h("div", { class: "topics-head" }, h("h3", {}, t("topics")), iconButton(icon("plus"), t("newTopic"), create, { data: { testid: "topic-add" } }));
    this.el = h("div", { class: "topics", data: { testid: "topic-list" } }, this.head, this.items);
  }

  draw(chat, currentThread) {
    const last = this.#lastByThread(chat.id);
    const topics = [...(chat.topics ?? [])].sort((a, b) => dateOf(last.get(b.message_thread_id)) - dateOf(last.get(a.message_thread_id)));
    const all = [{ message_thread_id: 0, name: t("general"), closed: false }, ...topics];
    const unread = all.map((topic) => this.store.unread.count(keyOf(chat.id, topic.message_thread_id)));
    redraw(this.items, [all, all.map((topic) => last.get(topic.message_thread_id)), unread, chat.id, currentThread], () =>
      all.map((topic) => this.#item(chat, topic, last.get(topic.message_thread_id), topic.message_thread_id === currentThread)));
  }

  #lastByThread(chatId) {
    const last = new Map();
    for (const message of this.store.list(chatId)) last.set(message.message_thread_id ?? 0, message);
    return last;
  }

  #item(chat, topic, message, current) {
    const id = topic.message_thread_id;
    const words = message ? [h("span", { class: "topic-who" }, `${nameOf(senderOf(message))}: `), wordsOf(message).slice(0, 80)] : t("noMessages");
    return h("button", { type: "button", class: "topic", "aria-current": current ? "true" : null, onclick: () => this.choose(id), data: { testid: "topic", threadId: id } },
      h("span", { class: `topic-mark hue-${hueOf(id)}`, "aria-hidden": "true" }, id ? markOf(topic.name) : icon("hash")),
      h("span", { class: "topic-words" }, h("span", { class: "topic-name" }, h("span", {}, topic.name), topic.closed ? h("span", { class: "topic-lock", title: t("topicClosed") }, icon("lock")) : null),
        h("span", { class: "topic-last" }, words)),
      h("span", { class: "topic-side" }, message ? h("time", {}, timeText(message.date)) : null, unreadBadge(current ? 0 : this.store.unread.count(keyOf(chat.id, id)))));
  }
}

/** The first Chinese character of a name, since many begin with a number; else its first character. */
function markOf(name) {
  return /\p{Script=Han}/u.exec(name)?.[0] ?? [...name][0];
}

function dateOf(message) {
  return message ? message.message_id : 0;
}
