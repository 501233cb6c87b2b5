/** The staff group: which group, which clerk, the topic list and the chosen topic's messages. */

import { h, iconButton, redraw, replace } from "./dom.js";
import { icon } from "./icons.js";
import { api } from "./api.js";
import { Conversation } from "./chat.js";
import { PeoplePicker, avatar, nameOf } from "./people.js";
import { Group, isPresent } from "./group.js";
import { TopicList } from "./topics.js";
import { askForm, showMenu } from "./dialogs.js";
import { t } from "./i18n.js";

/** On a small screen the topic list and the topic take turns. */
const small = matchMedia("(max-width: 640px)");
const KEPT = ["chatId", "threadId", "clerkId", "anonymous", "topicOpen"];
const MAY_WRITE_CLOSED = new Set(["creator", "administrator"]);

export class Desk {
  /** `seen()` is called when another group, topic or clerk was chosen. */
  constructor({ store, follow, seen }) {
    Object.assign(this, { store, seen, chatId: null, threadId: 0, clerkId: null, anonymous: false, topicOpen: false });
    this.picker = new PeoplePicker({ testid: "clerk-picker", label: "clerks", role: "clerk", choose: (id) => this.act(id), add: () => this.#addClerk() });
    this.groupHead = h("div", { class: "group-head" });
    this.topics = new TopicList({ store, choose: (id) => this.openTopic(id), create: () => this.#create() });
    this.head = h("div", { class: "chat-head" });
    this.chat = new Conversation({ store, testid: "staff-chat", follow });
    this.groupActions = new Group({ store, run: (deed) => this.chat.run(deed), chatId: () => this.chatId, clerkId: () => this.clerkId });
    this.pane = h("div", { class: "topic-pane" }, this.head, this.chat.el);
    this.empty = h("div", { class: "empty", hidden: true });
    this.frame = h("div", { class: "desk-frame" }, this.topics.el, this.pane);
    this.el = h("section", { class: "desk", "aria-label": t("tabStaff"), data: { testid: "desk" } }, this.groupHead, this.frame, this.empty);
  }

  get group() { return this.store.chats.get(this.chatId); }

  /** Shows what another desk showed. */
  takeOver(desk) {
    for (const kept of KEPT) this[kept] = desk[kept];
  }

  /** Whether this chat and topic is what the desk shows, if the desk is shown. */
  isShowing(chatId, threadId) {
    if (this.chatId !== chatId) return false;
    if (!this.group?.is_forum) return true;
    return this.threadId === threadId && (this.topicOpen || !small.matches);
  }

  act(clerkId) {
    this.clerkId = clerkId;
    this.seen();
    this.draw();
  }

  openTopic(threadId) {
    this.threadId = threadId;
    this.topicOpen = true;
    this.seen();
    this.draw();
  }

  openGroup(chatId) {
    this.chatId = chatId;
    this.threadId = 0;
    this.topicOpen = false;
    this.seen();
    this.draw();
  }

  draw() {
    const groups = [...this.store.chats.values()];
    if (!this.group) this.chatId = this.store.movedTo.get(this.chatId) ?? this.chatId;
    if (!this.group) this.chatId = (groups.find((chat) => chat.is_forum) ?? groups[0])?.id ?? null;
    this.frame.hidden = !this.group;
    this.empty.hidden = Boolean(this.group);
    this.groupHead.hidden = !this.group;
    if (!this.group) { replace(this.empty, icon("group"), h("strong", {}, t("noGroup"))); return; }
    if (this.threadId && !this.#topic()) { this.threadId = 0; this.topicOpen = false; }
    const clerks = this.#clerks();
    if (!clerks.some((person) => person.id === this.clerkId)) this.clerkId = clerks[0]?.id ?? null;
    this.#drawGroup(groups, clerks);
    const isForum = Boolean(this.group.is_forum);
    this.frame.classList.toggle("is-forum", isForum);
    this.frame.classList.toggle("is-open", this.topicOpen || !isForum);
    this.topics.el.hidden = !isForum;
    if (isForum) this.topics.draw(this.group, this.threadId);
    this.#drawHead(isForum);
    this.#showTopic(isForum);
  }

  #showTopic(isForum) {
    const status = this.group.members?.find((member) => member.user_id === this.clerkId)?.status;
    const closed = Boolean(this.#topic()?.closed) && !MAY_WRITE_CLOSED.has(status);
    this.chat.show({ chatId: this.chatId, threadId: isForum ? this.threadId : null, viewerId: this.clerkId, isGroup: true, name: this.#topicName(), closed, anonymous: this.anonymous });
  }

  #clerks() {
    const present = (this.group.members ?? []).filter(isPresent);
    return present.map((member) => this.store.people.get(member.user_id)).filter(Boolean);
  }

  #topic() { return this.group?.topics?.find((topic) => topic.message_thread_id === this.threadId); }

  #topicName() { return this.#topic()?.name ?? (this.group.is_forum ? t("general") : nameOf(this.group)); }

  #drawGroup(groups, clerks) {
    const title = () => (groups.length > 1
      ? h("select", { class: "group-select", "aria-label": t("group"), data: { testid: "group-select" }, onchange: (event) => this.openGroup(Number(event.target.value)) },
        groups.map((chat) => h("option", { value: chat.id, selected: chat.id === this.chatId }, nameOf(chat))))
      : h("h2", {}, nameOf(this.group)));
    this.picker.draw(clerks.map((person) => ({ person, unread: 0 })), this.clerkId);
    const people = h("button", { type: "button", class: "head-note", data: { testid: "members-open" }, onclick: () => this.groupActions.showMembers() }, t("members", { n: clerks.length }));
    redraw(this.groupHead, [this.chatId, groups.map(nameOf), clerks.length], () => [avatar(this.group), h("div", { class: "head-words" }, title(), people), this.picker.el,
      iconButton(icon("more"), t("groupMenu"), (event) => this.groupActions.menu(event.currentTarget), { "aria-haspopup": "menu", data: { testid: "group-menu" } })]);
  }

  #drawHead(isForum) {
    const topic = this.#topic();
    redraw(this.head, [isForum, this.#topicName(), topic, this.anonymous], () => [isForum ? iconButton(icon("back"), t("backToTopics"), () => { this.topicOpen = false; this.draw(); }, { class: "back-button", data: { testid: "topic-back" } }) : null,
      h("div", { class: "head-words" }, h("h3", { data: { testid: "topic-title" } }, this.#topicName()), topic?.closed ? h("span", { class: "head-note" }, t("topicClosed")) : null),
      this.anonymous ? h("span", { class: "head-flag" }, icon("mask"), t("anonymous")) : null,
      iconButton(icon("search"), t("search"), () => this.chat.search.open(), { data: { testid: "topic-search" } }),
      iconButton(icon("more"), t("topicMenu"), (event) => this.#menu(event.currentTarget), { "aria-haspopup": "menu", data: { testid: "topic-menu" } })]);
  }

  #menu(anchor) {
    const topic = this.#topic();
    const change = (action) => () => this.#change({ action, message_thread_id: topic.message_thread_id });
    const items = topic ? [
      topic.closed ? { label: t("reopenTopic"), icon: "unlock", testid: "topic-reopen", run: change("reopen") } : { label: t("closeTopic"), icon: "lock", testid: "topic-close", run: change("close") },
      { label: t("renameTopic"), icon: "edit", testid: "topic-rename", run: () => this.#rename(topic) },
      { label: t("deleteTopic"), icon: "trash", danger: true, testid: "topic-delete", run: async () => { if (await askForm({ title: t("deleteTopicSure", { name: topic.name }), submit: t("remove"), danger: true })) await change("delete")(); } },
    ] : [];
    showMenu(anchor, [{ label: t("anonymous"), icon: "mask", checked: this.anonymous, testid: "anonymous", run: () => { this.anonymous = !this.anonymous; this.draw(); } }, ...items]);
  }

  #change(body) {
    return this.chat.run(() => api.topics({ chat_id: this.chatId, ...(this.clerkId ? { from_id: this.clerkId } : {}), ...body }));
  }

  async #create() {
    const answer = await askForm({ title: t("newTopic"), submit: t("create"), fields: [{ name: "name", label: t("topicName"), required: true }] });
    if (answer) await this.#change({ action: "create", name: answer.name });
  }

  async #rename(topic) {
    const answer = await askForm({ title: t("renameTopic"), submit: t("save"), fields: [{ name: "name", label: t("topicName"), required: true, value: topic.name }] });
    if (answer) await this.#change({ action: "rename", message_thread_id: topic.message_thread_id, name: answer.name });
  }

  async #addClerk() {
    const person = await this.groupActions.addClerk();
    if (person) this.act(person.id);
  }
}
