/**
 * Keeps the rows of a chat in step with its messages. Only a window of them is in the page, which follows the newest
 * message or the reader, and only what changed is touched: a chat may be as long as it likes.
 */

import { markRun, renderDay, renderMessage, renderService, renderUnread } from "./bubble.js";
import { swap } from "./dom.js";
import { dayOf } from "./hall-time.js";
import { isService, senderOf } from "./words.js";

const RUN_SECONDS = 300;
/** Rows shown at first, added at a time, and kept at most. */
const PAGE = 60;
const STEP = 40;
const MOST = 200;

/** Splits messages into rows: day marks, the unread line before `unreadFrom`, service lines, single messages and albums. */
function unitsOf(messages, unreadFrom) {
  let marked = !unreadFrom;
  const units = [];
  // Here an album comes item by item, and an answer to the first may be faster than the last.
  const albums = new Map();
  let day = null;
  for (const message of messages) {
    if (!day || message.date < day.from || message.date >= day.until) {
      const before = day?.number;
      day = dayOf(message.date);
      if (day.number !== before) units.push({ kind: "day", key: `day ${day.number}`, messages: [message] });
    }
    if (!marked && message.message_id >= unreadFrom) {
      marked = true;
      if (units.length > 1) units.push({ kind: "unread", key: "unread", messages: [message] });
    }
    const album = albums.get(message.media_group_id);
    if (album) { album.push(message); continue; }
    if (message.media_group_id) albums.set(message.media_group_id, [message]);
    units.push({ kind: isService(message) ? "service" : "message", key: `${message.message_id}`, messages: albums.get(message.media_group_id) ?? [message] });
  }
  return units;
}

function sameRun(one, other) {
  if (one?.kind !== "message" || other?.kind !== "message") return false;
  const [a, b] = [one.messages[0], other.messages[0]];
  return senderOf(a)?.id === senderOf(b)?.id && Math.abs(b.date - a.date) < RUN_SECONDS;
}

export class Rows {
  #cache = new Map();
  #units = [];
  #from = 0;
  #to = 0;
  #firstKey = null;
  /** Whether the window's end moves with the newest message. */
  #following = true;

  /** `list` is the element that holds the rows. */
  constructor(list) { this.list = list; }

  get hasEarlier() { return this.#from > 0; }

  get hasLater() { return this.#to < this.#units.length; }

  clear() {
    this.#cache.clear();
    this.#units = [];
    this.follow();
    this.list.replaceChildren();
  }

  /** Moves the window to the newest message, where it stays. */
  follow() {
    this.#following = true;
    this.#firstKey = null;
  }

  earlier() { this.#move(Math.max(0, this.#from - STEP), Math.max(this.#to, 0)); }

  later() { this.#move(this.#from, Math.min(this.#units.length, this.#to + STEP), { fromTop: true }); }

  /** Moves the window to a message; false when it is not among the drawn messages. */
  around(messageId) {
    const at = this.#units.findIndex((unit) => isOf(unit) && unit.messages.some((one) => one.message_id === messageId));
    if (at < 0) return false;
    if (at < this.#from || at >= this.#to) this.#move(Math.max(0, at - PAGE / 2), Math.min(this.#units.length, at + PAGE / 2));
    return true;
  }

  /** The row that shows a message, or null. */
  row(messageId) {
    const unit = this.#units.find((one) => isOf(one) && one.messages.some((message) => message.message_id === messageId));
    return this.#cache.get(unit?.key)?.element ?? null;
  }

  #move(from, to, { fromTop = false } = {}) {
    const most = Math.min(MOST, to - from);
    this.#from = fromTop ? to - most : from;
    this.#to = this.#from + most;
    this.#following = this.#to >= this.#units.length;
    this.#firstKey = this.#units[this.#from]?.key ?? null;
  }

  /** Finds the window again among changed units; `held`: the reader is elsewhere than at the end. */
  #place(held) {
    const { length } = this.#units;
    const at = this.#firstKey === null ? -1 : this.#units.findIndex((unit) => unit.key === this.#firstKey);
    const size = this.#to - this.#from;
    const from = at >= 0 ? at : Math.max(0, this.#following ? length - PAGE : Math.min(this.#from, length - 1));
    if (!this.#following) this.#move(from, Math.min(length, from + size));
    else if (length - from <= MOST || held) this.#move(from, Math.min(length, from + MOST));
    else this.#move(length - PAGE, length);
  }

  /** Draws `messages`; `look`: {isGroup, isOwn(message), viewerId, now: Date, unreadFrom, held}. */
  draw(messages, look, actions) {
    this.#units = unitsOf(messages, look.unreadFrom);
    this.#place(look.held);
    const kept = new Set();
    let cursor = this.list.firstChild;
    for (let index = this.#from; index < this.#to; index += 1) {
      const unit = this.#units[index];
      kept.add(unit.key);
      const old = this.#cache.get(unit.key)?.element;
      const element = this.#element(unit, {
        isGroup: look.isGroup, viewerId: look.viewerId, own: look.isOwn(unit.messages[0]),
      }, look.now, actions);
      if (unit.kind === "message") markRun(element, { first: !sameRun(this.#units[index - 1], unit), last: !sameRun(unit, this.#units[index + 1]) });
      if (old && old === cursor) { cursor = cursor.nextSibling; if (element !== old) swap(old, element); }
      else this.list.insertBefore(element, cursor);
    }
    while (cursor) { const next = cursor.nextSibling; cursor.remove(); cursor = next; }
    for (const key of this.#cache.keys()) if (!kept.has(key)) this.#cache.delete(key);
  }

  #element(unit, look, now, actions) {
    const drawn = this.#cache.get(unit.key);
    const marks = marksOf(unit, look, now);
    if (drawn && drawn.marks === marks && same(drawn.messages, unit.messages)) return drawn.element;
    const element = {
      day: () => renderDay(unit.messages[0].date, now),
      unread: () => renderUnread(),
      service: () => renderService(unit.messages[0], actions),
      message: () => renderMessage(unit.messages, look, actions),
    }[unit.kind]();
    this.#cache.set(unit.key, { element, marks, messages: [...unit.messages] });
    return element;
  }
}

/** What a row's look depends on besides its messages. */
function marksOf(unit, look, now) {
  if (unit.kind === "day") return String(dayOf(Math.floor(now / 1000)).number);
  return unit.kind === "message" ? String(look.own) : "";
}

function isOf(unit) { return unit.kind === "message" || unit.kind === "service"; }

function same(before, after) {
  if (before.length !== after.length) return false;
  return before.every((message, index) => message === after[index] || JSON.stringify(message) === JSON.stringify(after[index]));
}
