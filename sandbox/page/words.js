/** Messages in a line of words: service lines, quotes, topic lists, forwarding, what a screen reader hears. */

import { inWords } from "./hall-time.js";
import { mediaKind } from "./kinds.js";
import { nameOf } from "./people.js";
import { t } from "./i18n.js";

const LONGEST_PIN = 40;

const names = (users) => users.map(nameOf).join(t("listComma"));
const isSelf = (message, user) => message.from?.id === user.id;

/** What each kind of service message says. */
const SERVICE = {
  forum_topic_created: (m) => t("svcTopicCreated", { who: nameOf(m.from), name: m.forum_topic_created.name }),
  forum_topic_edited: (m) => t(m.forum_topic_edited.name ? "svcTopicEdited" : "svcTopicIcon", { who: nameOf(m.from), name: m.forum_topic_edited.name }),
  forum_topic_closed: (m) => t("svcTopicClosed", { who: nameOf(m.from) }),
  forum_topic_reopened: (m) => t("svcTopicReopened", { who: nameOf(m.from) }),
  general_forum_topic_hidden: (m) => t("svcGeneralHidden", { who: nameOf(m.from) }),
  general_forum_topic_unhidden: (m) => t("svcGeneralShown", { who: nameOf(m.from) }),
  new_chat_members: (m) => t(isSelf(m, m.new_chat_members[0]) ? "svcJoined" : "svcAdded", { who: nameOf(m.from), name: names(m.new_chat_members) }),
  left_chat_member: (m) => t(isSelf(m, m.left_chat_member) ? "svcLeft" : "svcRemoved", { who: nameOf(m.from), name: nameOf(m.left_chat_member) }),
  pinned_message: (m) => t("svcPinned", { who: nameOf(m.from), name: summaryOf(m.pinned_message).slice(0, LONGEST_PIN) }),
  new_chat_title: (m) => t("svcTitle", { name: m.new_chat_title }),
  new_chat_photo: (m) => t("svcPhoto", { who: nameOf(m.from) }),
  delete_chat_photo: (m) => t("svcPhotoGone", { who: nameOf(m.from) }),
  group_chat_created: (m) => t("svcGroupCreated", { who: nameOf(m.from) }),
  supergroup_chat_created: (m) => t("svcGroupCreated", { who: nameOf(m.from) }),
  migrate_to_chat_id: () => t("svcMigrated"),
  migrate_from_chat_id: () => t("svcMigrated"),
  message_auto_delete_timer_changed: (m) => t("svcTimer", { who: nameOf(m.from) }),
  write_access_allowed: () => t("svcWriteAccess"),
  web_app_data: (m) => t("svcWebAppData", { name: m.web_app_data.button_text }),
  users_shared: () => t("svcShared"),
  chat_shared: () => t("svcShared"),
};

const serviceKind = (message) => Object.keys(SERVICE).find((kind) => message[kind] !== undefined);

export const isService = (message) => serviceKind(message) !== undefined;

/** Who a message is from, as people see it: the group itself for anonymous administrators. */
export function senderOf(message) {
  return message.sender_chat ?? message.from;
}

/** What somebody reacted to a message with, if they did. */
export function reactionBy(message, personId) {
  return message.reactors?.[personId]?.[0]?.emoji ?? null;
}

/** The message's words, service messages included. */
export function wordsOf(message) {
  const kind = serviceKind(message);
  return kind ? SERVICE[kind](message) : summaryOf(message);
}

/** Words for what a message carries, and its text after them. */
function summaryOf(message) {
  const text = message.text ?? message.caption;
  const kind = mediaKind(message);
  if (!kind) return text ?? "";
  const label = {
    photo: t("photo"), animation: t("animation"), document: message.document?.file_name ?? t("document"), voice: t("voiceShort"), audio: message.audio?.title ?? message.audio?.file_name ?? t("audio"),
    sticker: `${t("sticker")} ${message.sticker?.emoji ?? ""}`.trim(), location: t("location"), venue: message.venue?.title,
    contact: t("contactOf", { name: nameOf(message.contact) }), poll: message.poll?.question, dice: message.dice?.emoji,
  }[kind] ?? t("video");
  return text ? `[${label}] ${text}` : `[${label}]`;
}

export function timeText(seconds) {
  return inWords(new Date(seconds * 1000), { hour: "2-digit", minute: "2-digit" });
}

export function momentText(seconds) {
  return inWords(new Date(seconds * 1000), { dateStyle: "full", timeStyle: "medium" });
}

/** A length of time as players show it: 0:07, 12:30. */
export function lengthText(seconds) {
  const whole = Math.max(0, Math.round(seconds));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

const UNITS = ["B", "KB", "MB", "GB"];

export function sizeText(bytes) {
  if (bytes === undefined) return "";
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < UNITS.length - 1) { value /= 1024; unit += 1; }
  return `${unit && value < 10 ? value.toFixed(1) : Math.round(value)} ${UNITS[unit]}`;
}
