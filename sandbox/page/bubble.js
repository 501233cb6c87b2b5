/** Draws one message (or one album) as a row of a chat. */

import { h, iconButton } from "./dom.js";
import { icon } from "./icons.js";
import { renderText } from "./entities.js";
import { mediaKind, renderMedia, summaryOf } from "./media.js";
import { renderInline } from "./keyboards.js";
import { avatar, hueOf, nameOf } from "./people.js";
import { getLanguage, locale, t } from "./i18n.js";

const BARE = new Set(["sticker", "dice"]);
const SERVICE = {
  forum_topic_created: (m) => t("svcTopicCreated", { who: nameOf(m.from), name: m.forum_topic_created.name }),
  forum_topic_edited: (m) => t("svcTopicEdited", { who: nameOf(m.from), name: m.forum_topic_edited.name ?? "" }),
  forum_topic_closed: (m) => t("svcTopicClosed", { who: nameOf(m.from) }),
  forum_topic_reopened: (m) => t("svcTopicReopened", { who: nameOf(m.from) }),
  new_chat_members: (m) => t("svcJoined", { name: m.new_chat_members.map(nameOf).join("、") }),
  left_chat_member: (m) => t("svcLeft", { name: nameOf(m.left_chat_member) }),
  pinned_message: (m) => t("svcPinned", { who: nameOf(m.from), name: summaryOf(m.pinned_message).slice(0, 40) }),
  new_chat_title: (m) => t("svcTitle", { name: m.new_chat_title }),
  migrate_to_chat_id: () => t("svcMigrated"),
  migrate_from_chat_id: () => t("svcMigrated"),
};

export function timeText(seconds) {
  return new Intl.DateTimeFormat(locale(), { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(new Date(seconds * 1000));
}

export function isService(message) {
  return Object.keys(SERVICE).some((kind) => message[kind] !== undefined);
}

/** Who a message is from, as people see it: the group itself for anonymous administrators. */
export function senderOf(message) {
  return message.sender_chat ?? message.from;
}

/** The message's words for quotes, topic lists and screen readers, service messages included. */
export function wordsOf(message) {
  const kind = Object.keys(SERVICE).find((one) => message[one] !== undefined);
  return kind ? SERVICE[kind](message) : summaryOf(message);
}

export function renderService(message) {
  return h("div", { class: "row is-service", data: { testid: "service", messageId: message.message_id, chatId: message.chat.id } },
    h("span", { class: "service-text" }, wordsOf(message)));
}

/**
 * Draws `messages` (one, or the items of one album, oldest first).
 * `look`: {own, isGroup, first, last}: whether it is the viewer's, and where it stands in a run by one sender.
 * `actions`: command, deepLink, messageLink, press, url, copy, unsupported, jump, menu.
 */
export function renderMessage(messages, look, actions) {
  const [message] = messages;
  const captioned = messages.find((one) => one.text ?? one.caption) ?? message;
  const bare = messages.length === 1 && BARE.has(mediaKind(message)) && !message.reply_to_message;
  const bubble = h("div", { class: `bubble ${bare ? "is-bare" : ""} ${mediaKind(message) ?? ""}`.trim() },
    look.isGroup && !look.own && look.first ? h("div", { class: `sender hue-${hueOf(senderOf(message)?.id ?? 0)}` }, nameOf(senderOf(message))) : null,
    forwardLine(message), quoteOf(message, actions), album(messages), body(captioned, actions), reactionsOf(captioned), meta(messages.at(-1)));
  const menu = iconButton(icon("more"), t("messageMenu"), (event) => actions.menu(captioned, event.currentTarget, look), { class: "message-menu", data: { testid: "message-menu" } });
  const column = h("div", { class: "column" }, h("div", { class: "bubble-line" }, bubble, menu), renderInline(captioned, actions));
  const row = h("article", { class: classOf(look), "aria-label": `${look.own ? t("you") : nameOf(senderOf(message))} ${timeText(message.date)}`,
    data: { testid: "message", messageId: message.message_id, chatId: message.chat.id, fromId: message.from?.id, own: look.own } },
  look.isGroup && !look.own ? (look.last ? avatar(senderOf(message), "small") : h("span", { class: "avatar-gap" })) : null, column);
  bubble.addEventListener("contextmenu", (event) => {
    if (event.target.closest("a, audio, video") || String(getSelection())) return;
    event.preventDefault();
    actions.menu(captioned, { x: event.clientX, y: event.clientY }, look);
  });
  return row;
}

function classOf(look) {
  return ["row", look.own ? "is-own" : "is-other", look.first && "is-first", look.last && "is-last"].filter(Boolean).join(" ");
}

function album(messages) {
  if (messages.length === 1) return renderMedia(messages[0]);
  const visual = messages.every((one) => one.photo || one.video);
  return h("div", { class: visual ? `album count-${Math.min(messages.length, 4)}` : "album-list", data: { testid: "album" } }, messages.map(renderMedia));
}

function body(message, actions) {
  const text = message.text ?? message.caption;
  if (text === undefined) return mediaKind(message) ? null : h("div", { class: "text is-unknown" }, t("unknown"));
  return h("div", { class: "text", data: { testid: "text" } }, renderText(text, message.entities ?? message.caption_entities, actions));
}

function reactionsOf(message) {
  if (!message.reactions?.length) return null;
  return h("div", { class: "reactions", data: { testid: "reactions" } }, message.reactions.map((one) => h("span", { class: "reaction" }, one.emoji ?? "★")));
}

function meta(message) {
  return h("div", { class: "meta" }, message.edit_date ? h("span", { class: "edited", data: { testid: "edited" } }, t("edited")) : null,
    h("time", { datetime: new Date(message.date * 1000).toISOString() }, timeText(message.date)));
}

function forwardLine(message) {
  const origin = message.forward_origin;
  if (!origin) return null;
  const name = origin.sender_user_name ?? nameOf(origin.sender_user ?? origin.sender_chat ?? origin.chat);
  return h("div", { class: "forwarded" }, t("forwarded", { name }));
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
  const day = new Date(seconds * 1000);
  const away = Math.round((startOf(now) - startOf(day)) / 86_400_000);
  const year = day.getFullYear() === now.getFullYear() ? {} : { year: "numeric" };
  const far = new Intl.DateTimeFormat(locale(), { ...year, month: "long", day: "numeric", weekday: getLanguage() === "en" ? "short" : "long" }).format(day);
  return h("div", { class: "row is-day" }, h("span", { class: "service-text" }, away === 0 ? t("today") : away === 1 ? t("yesterday") : far));
}

function startOf(date) {
  return new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
}
