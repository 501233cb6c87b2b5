/** Holds what the page knows of the sandbox: people, chats, messages, unread counts; tells its listeners what changed. */

import { Answers } from "./answers.js";
import { api } from "./api.js";
import { Menus } from "./menus.js";
import { Outgoing } from "./outgoing.js";
import { Retries } from "./retries.js";
import { follow } from "./stream.js";
import { Typing } from "./typing.js";
import { Unread } from "./unread.js";

/** Events that change what GET /control/state tells, and those after which somebody's menu may be another. */
const OF_STATE = new Set(["topic", "chat", "people", "bots", "clock"]);
const OF_MENUS = new Set(["chat", "people", "bots"]);

/** The topic a message belongs to; 0 is General, and every chat that is no forum. */
export function threadOf(message) {
  return message.message_thread_id ?? 0;
}

export const keyOf = (chatId, threadId = 0) => `${chatId}/${threadId}`;

/** The map with a message added; it stays in the order of ids even when an answer overtakes the stream. */
function inOrder(known, message) {
  const late = !known.has(message.message_id) && known.newest > message.message_id;
  known.set(message.message_id, message);
  return late ? asMap([...known.values()].sort((a, b) => a.message_id - b.message_id)) : keepNewest(known, message);
}

function keepNewest(known, message) {
  known.newest = Math.max(known.newest ?? 0, message?.message_id ?? 0);
  return known;
}

/** Messages by id, in the given order; `newest` is the greatest id. */
function asMap(messages) {
  return keepNewest(new Map(messages.map((message) => [message.message_id, message])), messages.at(-1));
}

export class Store extends EventTarget {
  clock = Date.now();
  clockReadAt = performance.now();
  bots = [];
  people = new Map();
  chats = new Map();
  online = true;
  /** Old ids of groups that became supergroups, and their new ids. */
  movedTo = new Map();
  unread = new Unread();
  outgoing = new Outgoing({ accept: (answer) => this.accept(answer), changed: (chatId) => this.#tell("outgoing", { chatId }) });
  /** Set by the page: whether a person is looking at this chat and topic now, and whose words are their own. */
  isVisible = () => false;
  isOwn = () => false;
  #messages = new Map();
  #keyboards = new Map();
  #menus = new Menus((chatId) => this.#tell("commands", { chatId }));
  #retries = new Retries();
  #typing = new Typing((key) => this.#tell("action", { chatId: Number(key.split("/")[0]) }));
  #answers = new Answers();
  /** Messages that were told of, or were taken away: chat/id. */
  #heardOf = new Set();
  #reading = new Set();
  #changedMeanwhile = new Set();
  #stateChanges = 0;

  get bot() { return this.bots[0]; }

  now() { return new Date(this.clock + performance.now() - this.clockReadAt); }

  /** Reads the state, then follows the stream. Resolves when there is something to draw. */
  async start() {
    await this.readState();
    follow({
      onEvent: (event) => this.#take(event),
      onOpen: () => { this.#setOnline(true); this.reconcile(); },
      onDown: () => this.#setOnline(false),
    });
  }

  /** Reads people, bots and chats; what changes while an answer is on its way makes it read once more, for the answer may be older. */
  async readState() {
    let state = null;
    let before = null;
    do {
      before = this.#stateChanges;
      state = await api.state();
    } while (before !== this.#stateChanges);
    this.#setClock(state.clock);
    this.bots = state.bots;
    this.#menus.forget();
    this.people = new Map(state.people.map((person) => [person.id, person]));
    this.chats = new Map(state.chats.filter((chat) => chat.type !== "private").map((chat) => [chat.id, chat]));
    this.#tell("state");
  }

  /** Reads state and every opened chat anew: what the stream missed shows up, what was deleted goes. */
  async reconcile() {
    try {
      await this.readState();
    } catch {
      this.#retries.failed("state", () => this.reconcile());
      return;
    }
    this.#retries.done("state");
    for (const chatId of new Set([...this.#messages.keys(), ...this.#reading.keys()])) this.#read(chatId);
  }

  /** Loads a chat once; later changes come by the stream, and what failed is tried again. */
  open(chatId) {
    if (!this.#messages.has(chatId) && !this.#reading.has(chatId) && !this.#retries.has(chatId)) this.#read(chatId);
  }

  /** Loads a chat now that was to be tried again later. */
  reopen(chatId) { if (!this.#reading.has(chatId)) this.#read(chatId); }

  /** Whether a chat could not be read and is tried again. */
  isTroubled(chatId) { return this.#retries.has(chatId); }

  /** Reads a chat; what changes while an answer is on its way makes it read once more, for the answer may be older. */
  #read(chatId) {
    this.#changedMeanwhile.add(chatId);
    if (this.#reading.has(chatId)) return;
    this.#reading.add(chatId);
    this.#readUntilStill(chatId).then(() => this.#retries.done(chatId), () => this.#readLater(chatId)).finally(() => {
      this.#reading.delete(chatId);
      this.#tell("messages", { chatId });
    });
  }

  /** Somebody who is gone, or a group that became another one, has nothing to be read any more. */
  #readLater(chatId) {
    if (chatId > 0 ? this.people.has(chatId) : this.chats.has(chatId)) this.#retries.failed(chatId, () => this.#read(chatId));
    else { this.#retries.done(chatId); this.#messages.delete(chatId); }
  }

  /** An answer that the stream overtook would take back what is shown already, and the next one holds it too. */
  async #readUntilStill(chatId) {
    while (this.#changedMeanwhile.delete(chatId)) {
      const [list, { keyboard }] = await Promise.all([api.messages(chatId), chatId > 0 ? api.keyboard(chatId) : {}]);
      const known = this.#messages.get(chatId);
      if (known && this.#changedMeanwhile.has(chatId)) continue;
      const fresh = known ? list.filter((message) => !known.has(message.message_id)) : [];
      this.#messages.set(chatId, asMap(list));
      if (chatId > 0) this.#keyboards.set(chatId, keyboard);
      for (const message of fresh) this.#count(chatId, message);
      this.#tell("messages", { chatId });
    }
  }

  isLoaded(chatId) { return this.#messages.has(chatId); }

  /** The messages of a chat, or of one topic of it, oldest first. */
  list(chatId, threadId = null) {
    const all = [...(this.#messages.get(chatId)?.values() ?? [])];
    return threadId === null ? all : all.filter((message) => threadOf(message) === threadId);
  }

  message(chatId, messageId) { return this.#messages.get(chatId)?.get(messageId); }

  keyboard(chatId) { return this.#keyboards.get(chatId) ?? null; }

  /** The bot's commands and menu button for a person in a chat; nothing until they were asked for. */
  menu(chatId, viewerId) { return this.#menus.of(chatId, viewerId); }

  /** The bot's current action in a chat and topic ("typing" …) or null. */
  action(chatId, threadId = 0) { return this.#typing.of(keyOf(chatId, threadId)); }

  /** Takes a message that a control call returned, without waiting for the stream; what the stream told of already, it knows better. */
  accept(message) {
    if (!message?.message_id || !message.chat) return;
    const { id } = message.chat;
    const known = this.message(id, message.message_id);
    if (this.online && (known || this.#heardOf.has(keyOf(id, message.message_id)))) return;
    this.#put(id, message, known ? "edited" : "message");
  }

  markRead(chatId, threadId = 0) {
    if (this.unread.see(keyOf(chatId, threadId))) this.#tell("unread", { chatId });
  }

  unreadOf(chatId) { return this.unread.countIn(chatId); }

  /** Waits for the bot's answer to a press. */
  answerOf(callbackId) { return this.#answers.of(callbackId); }

  #take(event) {
    if (OF_STATE.has(event.kind)) this.#stateChanges += 1;
    if (OF_MENUS.has(event.kind)) this.#menus.forget();
    const take = {
      message: () => this.#put(event.chat_id, event.message, "message"),
      edited: () => this.#put(event.chat_id, event.message, "edited"),
      deleted: () => this.#drop(event.chat_id, event.message_ids),
      callback_answer: () => this.#answers.take(event),
      action: () => this.#typing.begin(keyOf(event.chat_id, event.message_thread_id ?? 0), event.action),
      keyboard: () => this.#putKeyboard(event),
      topic: () => this.#putTopic(event),
      chat: () => this.#putChat(event.chat),
      people: () => { this.people.set(event.person.id, event.person); this.#tell("people"); },
      bots: () => this.#putBot(event.bot),
      clock: () => { this.#setClock(event.now); this.#tell("clock"); },
      reset: () => this.#forget(),
      backstage: () => this.#tell("backstage", { scene: { present: true, ...event } }),
      story: () => this.#tell("story", { story: event }),
    }[event.kind];
    take?.();
  }

  /** What changes while a chat is read may be missing in the answer. */
  #noteChange(chatId) { if (this.#reading.has(chatId)) this.#changedMeanwhile.add(chatId); }

  #put(chatId, message, kind) {
    this.#noteChange(chatId);
    const known = this.#messages.get(chatId);
    const isNew = !known?.has(message.message_id);
    // An answer was faster than the stream, and may hold what was changed since.
    if (!isNew && kind === "message") return;
    if (known) this.#messages.set(chatId, inOrder(known, message));
    if (message.migrate_to_chat_id) this.movedTo.set(chatId, message.migrate_to_chat_id);
    if (isNew && kind === "message") this.#count(chatId, message);
    if (message.from?.is_bot) this.#typing.end(keyOf(chatId, threadOf(message)));
    this.#tell(kind, { chatId, message, isNew });
  }

  /** Once for each message: what came by the stream while a chat was first read is in a later answer too. */
  #count(chatId, message) {
    const threadId = threadOf(message);
    const name = keyOf(chatId, message.message_id);
    if (this.#heardOf.has(name)) return;
    this.#heardOf.add(name);
    if (this.isOwn(message) || this.isVisible(chatId, threadId)) return;
    this.unread.add(keyOf(chatId, threadId), message.message_id);
    this.#tell("unread", { chatId });
  }

  #drop(chatId, ids) {
    this.#noteChange(chatId);
    const known = this.#messages.get(chatId);
    for (const id of ids) {
      known?.delete(id);
      this.#heardOf.add(keyOf(chatId, id));
    }
    this.unread.drop(chatId, ids);
    this.#tell("deleted", { chatId, ids });
  }

  #putKeyboard({ chat_id: chatId, keyboard }) {
    this.#noteChange(chatId);
    this.#keyboards.set(chatId, keyboard);
    this.#tell("keyboard", { chatId });
  }

  #putTopic({ chat_id: chatId, topic, action }) {
    const chat = this.chats.get(chatId);
    if (!chat) return;
    const others = (chat.topics ?? []).filter((one) => one.message_thread_id !== topic.message_thread_id);
    chat.topics = action === "delete" ? others : [...others, topic];
    if (action === "delete") this.markRead(chatId, topic.message_thread_id);
    this.#tell("chats", { chatId });
  }

  #putChat(chat) {
    if (chat.type === "private") return;
    this.chats.set(chat.id, chat);
    for (const [from, to] of this.movedTo) if (to === chat.id) this.chats.delete(from);
    this.#tell("chats", { chatId: chat.id });
  }

  #putBot(bot) {
    const at = this.bots.findIndex((one) => one.id === bot.id);
    if (at < 0) this.bots.push(bot); else this.bots[at] = bot;
    this.#tell("bots");
  }

  #forget() {
    this.unread.clear();
    this.#heardOf.clear();
    this.#typing.clear();
    this.outgoing.clear();
    this.reconcile();
  }

  #setClock(iso) {
    this.clock = Date.parse(iso);
    this.clockReadAt = performance.now();
  }

  #setOnline(online) {
    if (this.online === online) return;
    this.online = online;
    this.#tell("online");
  }

  #tell(kind, detail = {}) {
    this.dispatchEvent(new CustomEvent("change", { detail: { kind, ...detail } }));
  }
}
