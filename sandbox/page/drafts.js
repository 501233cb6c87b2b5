/** What was begun to be written, and edits that were begun, by chat, topic and person; they outlive a redraw of the page. */

/** {text, edit?: {message, text}} by place. */
const begun = new Map();

const keyOf = ({ chatId, threadId, viewerId }) => `${chatId}/${threadId ?? 0}/${viewerId}`;

export const isSamePlace = (one, other) => keyOf(one) === keyOf(other);

/** What was begun at a place: {text, edit?}. */
export function draftAt(place) { return begun.get(keyOf(place)) ?? { text: "" }; }

export function keepText(place, text) { begun.set(keyOf(place), { ...draftAt(place), text }); }

/** An edit that was begun, or undefined once it is done with. */
export function keepEdit(place, edit) { begun.set(keyOf(place), { ...draftAt(place), edit }); }

/** A group that became another one takes along what was begun in it. */
export function carryOver(from, to) {
  begun.set(keyOf(to), draftAt(from));
  begun.delete(keyOf(from));
}
