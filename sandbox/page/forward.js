/** Asks where a message shall go: the person's chat with the bot, or a group they are in, and there which topic. */

import { h } from "./dom.js";
import { icon } from "./icons.js";
import { openDialog } from "./dialogs.js";
import { isPresent } from "./group.js";
import { avatar, nameOf } from "./people.js";
import { t } from "./i18n.js";

/** Resolves with {chat_id, message_thread_id?}, or null when nothing was chosen. */
export function askWhereTo({ store, viewerId }) {
  return new Promise((resolve) => {
    let place = null;
    const choose = (chosen) => { place = chosen; dialog.close(); };
    const list = h("div", { class: "place-list" }, placesFor(store, viewerId).map(({ mark, title, note, chosen }) =>
      h("button", { type: "button", class: "place-choice", data: { testid: "forward-place" }, onclick: () => choose(chosen) }, mark, h("span", { class: "member-words" }, h("strong", {}, title), h("span", {}, note)))));
    const cancel = h("button", { type: "button", class: "button", data: { testid: "dialog-cancel" }, onclick: () => dialog.close() }, t("cancel"));
    const dialog = openDialog("dialog", "forward", h("h2", {}, t("forwardTo")), list, h("div", { class: "dialog-buttons" }, cancel));
    dialog.setAttribute("aria-label", t("forwardTo"));
    dialog.addEventListener("close", () => resolve(place));
  });
}

function placesFor(store, viewerId) {
  const groups = [...store.chats.values()].filter((chat) => chat.members?.some((member) => member.user_id === viewerId && isPresent(member)));
  const own = store.bot ? [{ mark: avatar(store.bot), title: nameOf(store.bot), note: t("bot"), chosen: { chat_id: viewerId } }] : [];
  return [...own, ...groups.flatMap(topicsOf)];
}

function topicsOf(chat) {
  const whole = { mark: avatar(chat), title: nameOf(chat), note: chat.is_forum ? t("general") : t("group"), chosen: { chat_id: chat.id } };
  if (!chat.is_forum) return [whole];
  return [whole, ...(chat.topics ?? []).filter((topic) => !topic.closed).map((topic) =>
    ({ mark: h("span", { class: "avatar is-topic" }, icon("hash")), title: topic.name, note: nameOf(chat), chosen: { chat_id: chat.id, message_thread_id: topic.message_thread_id } }))];
}
