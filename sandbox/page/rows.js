/** Keeps the rows of a chat in step with its messages, touching only what changed, so that long chats stay smooth. */

import { isService, renderDay, renderMessage, renderService, senderOf } from "./bubble.js";

const RUN_SECONDS = 300;

/** Splits messages into rows: day marks, service lines, single messages and albums. */
function unitsOf(messages) {
  const units = [];
  let day = null;
  for (const message of messages) {
    if (!day || message.date < day.from || message.date >= day.until) {
      day = dayOf(message.date);
      units.push({ kind: "day", key: `day ${day.from}`, messages: [message] });
    }
    const before = units.at(-1);
    if (message.media_group_id && before.messages[0].media_group_id === message.media_group_id && before.kind === "message") before.messages.push(message);
    else units.push({ kind: isService(message) ? "service" : "message", key: `${message.message_id}`, messages: [message] });
  }
  return units;
}

/** The bounds of the local day that a moment is in, in seconds. */
function dayOf(seconds) {
  const date = new Date(seconds * 1000);
  const start = (days) => new Date(date.getFullYear(), date.getMonth(), date.getDate() + days).getTime() / 1000;
  return { from: start(0), until: start(1) };
}

function sameRun(one, other) {
  if (one?.kind !== "message" || other?.kind !== "message") return false;
  const [a, b] = [one.messages[0], other.messages[0]];
  return senderOf(a)?.id === senderOf(b)?.id && Math.abs(b.date - a.date) < RUN_SECONDS;
}

export class Rows {
  #cache = new Map();

  /** `list` is the element that holds the rows. */
  constructor(list) { this.list = list; }

  clear() {
    this.#cache.clear();
    this.list.replaceChildren();
  }

  /** Draws `messages`; `look`: {isGroup, isOwn(message), now: Date}. */
  draw(messages, look, actions) {
    const units = unitsOf(messages);
    const kept = new Set();
    let cursor = this.list.firstChild;
    units.forEach((unit, index) => {
      kept.add(unit.key);
      const old = this.#cache.get(unit.key)?.element;
      const element = this.#element(unit, {
        isGroup: look.isGroup, own: look.isOwn(unit.messages[0]),
        first: !sameRun(units[index - 1], unit), last: !sameRun(unit, units[index + 1]),
      }, look.now, actions);
      if (old && old === cursor) { cursor = cursor.nextSibling; if (element !== old) old.replaceWith(element); }
      else this.list.insertBefore(element, cursor);
    });
    while (cursor) { const next = cursor.nextSibling; cursor.remove(); cursor = next; }
    for (const key of this.#cache.keys()) if (!kept.has(key)) this.#cache.delete(key);
  }

  #element(unit, look, now, actions) {
    const drawn = this.#cache.get(unit.key);
    const marks = unit.kind === "message" ? `${look.own}${look.first}${look.last}` : unit.kind === "day" ? now.toDateString() : "";
    if (drawn && drawn.marks === marks && same(drawn.messages, unit.messages)) return drawn.element;
    const element = unit.kind === "day" ? renderDay(unit.messages[0].date, now)
      : unit.kind === "service" ? renderService(unit.messages[0]) : renderMessage(unit.messages, look, actions);
    this.#cache.set(unit.key, { element, marks, messages: [...unit.messages] });
    return element;
  }
}

function same(before, after) {
  if (before.length !== after.length) return false;
  return before.every((message, index) => message === after[index] || JSON.stringify(message) === JSON.stringify(after[index]));
}
