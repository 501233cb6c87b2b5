/** Draws one message (or one album) as a row of a chat. */

import { h, iconButton } from "./dom.js";
import { icon } from "./icons.js";
import { renderText } from "./entities.js";
import { mediaKind } from "./kinds.js";
import { largest, renderMedia } from "./media.js";
import { renderInline } from "./keyboards.js";
import { whenReleased } from "./press.js";
import { avatar, hueOf, nameOf } from "./people.js";
import { renderQr } from "./qr.js";
import { momentText, reactionBy, senderOf, timeText, wordsOf } from "./words.js";
import { dayOf, inWords } from "./hall-time.js";
import { getLanguage, t } from "./i18n.js";

const BARE = new Set(["sticker", "dice", "video_note"]);
const VISUAL = new Set(["photo", "video", "animation"]);

export function renderService(message, actions) {
  const pinned = message.pinned_message;
  const words = pinned ? h("button", { type: "button", class: "service-text", onclick: () => actions.jump(pinned.message_id) }, wordsOf(message)) : h("span", { class: "service-text" }, wordsOf(message));
  return h("div", { class: "row is-service", data: { testid: "service", messageId: message.message_id, chatId: message.chat.id } }, words);
}

/** The line above the first message nobody has seen. */
export function renderUnread() {
  return h("div", { class: "row is-unread", role: "separator", data: { testid: "unread-divider" } }, h("span", {}, t("unreadLine")));
}

/**
 * Draws `messages` (one, or the items of one album, oldest first).
 * `look`: {own, isGroup, viewerId}: whether it is the viewer's, and where it is seen.
 * `actions`: command, deepLink, messageLink, press, url, copy, webApp, inline, vote, react, view, jump, menu.
 */
export function renderMessage(messages, look, actions) {
  const [message] = messages;
  const captioned = messages.find((one) => one.text ?? one.caption) ?? message;
  const kind = mediaKind(message);
  const bare = messages.length === 1 && BARE.has(kind) && !message.reply_to_message;
  const words = h("div", { class: "words" }, body(captioned, actions), meta(messages));
  const above = captioned.show_caption_above_media;
  const bubble = h("div", { class: `bubble ${bare ? "is-bare" : ""} ${kind ?? ""} ${VISUAL.has(kind) && !captioned.caption ? "is-picture" : ""}`.trim().replace(/ +/g, " ") },
    look.isGroup && !look.own ? h("div", { class: `sender hue-${hueOf(senderOf(message)?.id ?? 0)}` }, nameOf(senderOf(message)), authorMark(message)) : null,
    forwardLine(message), viaLine(message), quoteOf(message, actions), above ? null : album(messages, actions, look), words, above ? album(messages, actions, look) : null,
    message.photo && message.from?.is_bot ? renderQr(largest(message.photo).file_id, actions) : null, reactionsOf(captioned, look, actions));
  const menu = iconButton(icon("more"), t("messageMenu"), (event) => actions.menu(messages, event.currentTarget, look), { class: "message-menu", "aria-haspopup": "menu", data: { testid: "message-menu" },
    onmousedown: (event) => event.preventDefault() }); // what is selected stays selected, to be quoted
  const column = h("div", { class: "column" }, h("div", { class: "bubble-line" }, bubble, menu), renderInline(captioned, actions));
  const row = h("article", { class: `row ${look.own ? "is-own" : "is-other"}`, "aria-label": `${look.own ? t("you") : nameOf(senderOf(message))} ${timeText(message.date)}`,
    data: { testid: "message", messageId: message.message_id, chatId: message.chat.id, fromId: message.from?.id, own: look.own } },
  look.isGroup && !look.own ? avatar(senderOf(message), "small") : null, column);
  bubble.addEventListener("contextmenu", (event) => {
    if (event.target.closest("a, audio, video") || String(getSelection())) return;
    event.preventDefault();
    const open = () => actions.menu(messages, { x: event.clientX, y: event.clientY }, look);
    // What opens while the button is down, as on Linux, is closed by its release.
    whenReleased(open);
  });
  return row;
}

/** Where a row stands in a run by one sender; all else in it, chosen, playing or open as it may be, stays as it is. */
export function markRun(row, { first, last }) {
  row.classList.toggle("is-first", first);
  row.classList.toggle("is-last", last);
}

/** An anonymous administrator writes as the group. */
function authorMark(message) {
  const words = message.author_signature ?? (message.sender_chat ? t("anonymousAdmin") : null);
  return words ? h("span", { class: "sender-note" }, words) : null;
}

function album(messages, actions, look) {
  if (messages.length === 1) return renderMedia(messages[0], actions, look);
  const visual = messages.every((one) => one.photo || one.video);
  return h("div", { class: visual ? `album count-${messages.length}` : "album-list", data: { testid: "album" } }, messages.map((one) => renderMedia(one, actions, look)));
}

function body(message, actions) {
  const text = message.text ?? message.caption;
  if (text === undefined) return mediaKind(message) ? null : h("span", { class: "text is-unknown" }, t("unknown"));
  return h("span", { class: "text", data: { testid: "text" } }, renderText(text, message.entities ?? message.caption_entities, actions));
}

function reactionsOf(message, look, actions) {
  if (!message.reactions?.length) return null;
  const own = reactionBy(message, look.viewerId);
  const counts = new Map();
  for (const one of message.reactions) counts.set(one.emoji ?? "★", (counts.get(one.emoji ?? "★") ?? 0) + 1);
  return h("div", { class: "reactions", data: { testid: "reactions" } }, [...counts].map(([emoji, count]) =>
    h("button", { type: "button", class: "reaction", "aria-pressed": String(emoji === own), "aria-label": t("reactionOf", { emoji, n: count }), onclick: () => actions.react(message, emoji) }, emoji, count > 1 ? h("span", { class: "reaction-count" }, count) : null)));
}

function meta(messages) {
  const message = messages.at(-1);
  const edited = messages.some((one) => one.edit_date);
  return h("span", { class: "meta" }, edited ? h("span", { class: "edited", data: { testid: "edited" } }, t("edited")) : null,
    h("time", { datetime: new Date(message.date * 1000).toISOString(), title: momentText(message.date) }, timeText(message.date)));
}

function forwardLine(message) {
  const origin = message.forward_origin;
  if (!origin) return null;
  const name = origin.sender_user_name ?? nameOf(origin.sender_user ?? origin.sender_chat ?? origin.chat);
  return h("div", { class: "forwarded", data: { testid: "forwarded" } }, icon("forwarded"), h("span", {}, t("forwarded", { name })));
}

function viaLine(message) {
  return message.via_bot ? h("div", { class: "forwarded" }, t("viaBot", { name: `@${message.via_bot.username}` })) : null;
}

function quoteOf(message, actions) {
  const target = message.reply_to_message;
  // In a forum every ordinary message "replies" to its topic's creation; clients do not show that.
  if (!target || target.forum_topic_created || target.message_id === message.message_thread_id) return null;
  const sender = senderOf(target);
  return h("button", { type: "button", class: `quote hue-${hueOf(sender?.id ?? 0)}`, data: { testid: "quote", target: target.message_id },
    onclick: () => actions.jump(target.message_id) },
  h("span", { class: "quote-name" }, nameOf(sender)), h("span", { class: "quote-text" }, message.quote?.text ?? wordsOf(target)));
}

export function renderDay(seconds, now) {
  const [day, today] = [dayOf(seconds), dayOf(Math.floor(now / 1000))];
  const away = today.number - day.number;
  const year = day.year === today.year ? {} : { year: "numeric" };
  const far = inWords(new Date(seconds * 1000), { ...year, month: "long", day: "numeric", weekday: getLanguage() === "en" ? "short" : "long" });
  return h("div", { class: "row is-day" }, h("span", { class: "service-text" }, away === 0 ? t("today") : away === 1 ? t("yesterday") : far));
}
