/** Asks for a chat, as one does to forward a message: the person's own with the bot, or a group they are in, and there which topic. */

import { h } from "./dom.js";
import { icon } from "./icons.js";
import { openDialog } from "./dialogs.js";
import { isPresent } from "./group.js";
import { avatar, nameOf } from "./people.js";
import { t } from "./i18n.js";

/** Resolves with {chat_id, message_thread_id?}, or null when nothing was chosen. `own` and `groups`: which kinds of chats may be. */
export function askWhereTo({ store, viewerId, title = t("forwardTo"), own = true, groups = true }) {
  return new Promise((resolve) => {
    let place = null;
    const choose = (chosen) => { place = chosen; dialog.close(); };
    const list = h("div", { class: "place-list" }, placesFor(store, viewerId).filter(({ chosen }) => (chosen.chat_id === viewerId ? own : groups)).map(({ mark, name, note, chosen }) =>
      h("button", { type: "button", class: "place-choice", data: { testid: "place" }, onclick: () => choose(chosen) }, mark, h("span", { class: "member-words" }, h("strong", {}, name), h("span", {}, note)))));
    const cancel = h("button", { type: "button", class: "button", data: { testid: "dialog-cancel" }, onclick: () => dialog.close() }, t("cancel"));
    const dialog = openDialog("dialog", "forward", h("h2", {}, title), list, h("div", { class: "dialog-buttons" }, cancel));
    dialog.setAttribute("aria-label", title);
    dialog.addEventListener("close", () => resolve(place));
  });
}

function placesFor(store, viewerId) {
  const groups = [...store.chats.values()].filter((chat) => chat.members?.some((member) => member.user_id === viewerId && isPresent(member)));
  const own = store.bot ? [{ mark: avatar(store.bot), name: nameOf(store.bot), note: t("bot"), chosen: { chat_id: viewerId } }] : [];
  return [...own, ...groups.flatMap(topicsOf)];
}

function topicsOf(chat) {
  const whole = { mark: avatar(chat), name: nameOf(chat), note: chat.is_forum ? t("general") : t("group"), chosen: { chat_id: chat.id } };
  if (!chat.is_forum) return [whole];
  return [whole, ...(chat.topics ?? []).filter((topic) => !topic.closed).map((topic) =>
    ({ mark: h("span", { class: "avatar is-topic" }, icon("hash")), name: topic.name, note: nameOf(chat), chosen: { chat_id: chat.id, message_thread_id: topic.message_thread_id } }))];
}
